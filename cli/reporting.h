#pragma once

#include <string>

#include "cli/options.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Writes what the options ask for: report, page, JSON. `descriptor` gets the report unless
/// `--output` names a file. What cannot be written is said on standard error; false then.
bool WriteReports(const view::Picture& picture, const Options& options, int descriptor);

}  // namespace dbspan::cli
