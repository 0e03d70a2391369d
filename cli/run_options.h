#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace dbspan::cli {

/// Help of `dbspan run`.
extern const char* const kRunHelp;

/// Reads the options of `dbspan run`. Throws WrongUse.
Options ReadRunOptions(const std::vector<std::string>& arguments);

}  // namespace dbspan::cli
