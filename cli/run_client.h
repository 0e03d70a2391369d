#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/run_access.h"

namespace dbspan::cli {

/// Returns access to the run with this directory, which another process serves. Its functions wait
/// for 2 s at most, and for a page 120 s. A page is saved in the current directory of this process.
RunAccess AccessRun(const std::string& directory);

/// Returns the directories of this user's runs, oldest first.
std::vector<std::string> RunDirectories();

}  // namespace dbspan::cli
