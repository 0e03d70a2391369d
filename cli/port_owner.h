#pragma once

#include <cstdint>
#include <string>

namespace dbspan::cli {

/// Names the process of this user that listens on a TCP port of this machine: `otelcol (4711)`.
/// Empty: it is another user's.
std::string OwnerOfPort(std::uint16_t port);

}  // namespace dbspan::cli
