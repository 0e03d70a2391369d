#pragma once

#include <string>

#include "cli/options.h"
#include "cli/shared_store.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Writes a page with everything that was recorded so far to `dbspan-TITLE-PID.html` in `directory`
/// (empty: the current one), and returns a message about it. A forked process writes it, so that
/// recording goes on.
std::string SavePage(SharedStore& store, const Options& options, view::RunFacts facts,
                     pid_t program, const std::string& directory);

}  // namespace dbspan::cli
