#pragma once

#include <vector>

#include "cli/options.h"

namespace dbspan::cli {

/// Opens closed standard streams to /dev/null, so that no file of dbspan gets their numbers.
void FillStandardStreams();

/// Returns those of the open descriptors that dbspan does not need itself.
std::vector<int> DescriptorsOfProgramAlone(const Options& options);

/// Closes these descriptors in dbspan, so that only the program holds them and the other end of a
/// pipe notices when the program closes it. Standard streams become /dev/null instead.
void LeaveToProgram(const std::vector<int>& descriptors);

}  // namespace dbspan::cli
