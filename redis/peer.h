#pragma once

#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adds the address of the other end of a connected socket: IP address and port, or the path of a
/// Unix socket. Adds nothing if the socket is not connected. Makes no round trip; may change
/// `errno`.
void ReadPeer(int socket, EndpointFields& fields);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
