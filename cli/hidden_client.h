#pragma once

#include <string>
#include <vector>

#include "cli/program_check.h"

namespace dbspan::cli {

/// Returns the clients whose messages an executable contains: it is linked with them statically,
/// and hides their functions, so that CheckProgram does not find them. Reads the whole file.
std::vector<ClientCheck> HiddenClientsIn(const std::string& executable);

}  // namespace dbspan::cli
