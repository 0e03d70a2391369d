#pragma once

#include <cstdint>
#include <string>

namespace dbspan::cli {

/// Returns the process that listens on a TCP port of this machine: `otelcol (4711)`. Empty if it is
/// not a process of this user.
std::string OwnerOfPort(std::uint16_t port);

}  // namespace dbspan::cli
