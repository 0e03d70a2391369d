#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// State of a connection attempt by Connector/C++ on this thread, shared with the traced C API
/// below it. The C API records errors under the connector's exception. It also reports whether the
/// connector uses it, because then it records the connection.
struct ConnectorAbove {
  std::string_view exception;  ///< Exception type that the connector throws; a literal.
  bool observed = false;       ///< Set by dbspan's mysql_real_connect.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

/// Tells whether dbspan sees the calls to the C API from the object that contains this address: not
/// if dbspan's functions do not come first for it, or the client library is in it or cannot be
/// read. The function itself is null if dbspan's functions of the C API are not linked.
extern "C" bool dbspan_mysql_sees_calls_from(const void* address) noexcept __attribute__((weak));

/// Sets the state for this thread while the driver is called; null ends the call. The function
/// itself is null if dbspan's functions of the C API are not linked.
extern "C" void dbspan_mysql_connector_above(dbspan::mysql::ConnectorAbove* above) noexcept
    __attribute__((weak));
