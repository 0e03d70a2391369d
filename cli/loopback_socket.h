#pragma once

#include <cstdint>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// Listens on 127.0.0.1 and sets `bound` to the port; port 0: a free one. The socket does not block
/// and is close-on-exec. Throws std::system_error.
FileDescriptor ListenOnIpv4(std::uint16_t port, std::uint16_t& bound);

/// Listens on [::1]; returns an empty descriptor if the system has no IPv6 there. With `required`,
/// throws std::system_error if the port is in use: a port that the user chose is bound on both
/// addresses or not at all, because requests to `localhost` could reach another process.
FileDescriptor ListenOnIpv6(std::uint16_t port, bool required);

}  // namespace dbspan::cli
