#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace dbspan::cli {

/// Checks the files of `--output`, `--html` and `--json` before anything is recorded or read, so
/// that no report is lost at the end. Throws WrongUse if two of them are one file, or one of them
/// is in `inputs`, and std::runtime_error if a file cannot be written.
void CheckOutputFiles(const Options& options, const std::vector<std::string>& inputs);

}  // namespace dbspan::cli
