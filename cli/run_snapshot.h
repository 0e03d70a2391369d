#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "cli/shared_store.h"
#include "view/top_snapshot.h"

namespace dbspan::cli {

/// Returns the current state of a run: the sums of the store, and the running processes and their
/// operations in flight from the ring files in `directory`. The statement with the hash `statement`
/// gets its traces; empty: none does.
view::TopSnapshot SnapshotOf(SharedStore& store, const std::string& directory,
                             const std::string& title, pid_t program, std::int64_t started,
                             const std::string& statement);

}  // namespace dbspan::cli
