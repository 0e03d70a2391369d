#pragma once

#include <mysql.h>

#include "dbspan/version.h"
#include "mysql/capi/state.h"

// Called before and after the functions that open and close connections.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Stores the start time of an attempt to connect and, from the arguments, its target.
void OnConnecting(MYSQL* connection, const char* host, const char* database, unsigned port,
                  const char* socket) noexcept;
/// Records the result of an attempt to connect.
void OnConnected(MYSQL* connection, bool failed) noexcept;
/// Removes the state of a connection whose memory is about to be freed or reused.
void OnGone(const MYSQL* connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
