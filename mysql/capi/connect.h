#pragma once

#include <mysql.h>

#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// What is noticed before and after a connection is made or left.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Notes when connecting began, and where to, as far as the arguments tell.
void OnConnecting(MYSQL* connection, const char* host, const char* database, unsigned port,
                  const char* socket) noexcept;
/// A connection was made, or could not be.
void OnConnected(MYSQL* connection, bool failed) noexcept;
/// Tells whether Connector/C++ is connecting on this thread: what it asks the server then is part
/// of that.
bool ConnectorConnects() noexcept;
/// The memory of a connection is given back, or used anew.
void OnGone(const MYSQL* connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
