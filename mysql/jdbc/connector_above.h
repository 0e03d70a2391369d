#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Connector/C++ is connecting on this thread. Tells the C API below what stands above it, and is
/// told whether the connector's connection comes by there, where it will be observed.
struct ConnectorAbove {
  std::string_view exception;  ///< What the connector throws for errors; a string literal.
  bool observed = false;       ///< Set by our mysql_real_connect.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

/// Set while the driver is called, else null. Null function if the objects of the C API are not
/// linked.
extern "C" void dbspan_mysql_connector_above(dbspan::mysql::ConnectorAbove* above) noexcept
    __attribute__((weak));
