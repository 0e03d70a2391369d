#pragma once

#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Facts that libpqxx reports about a connection; null and empty mean "not known".
struct ConnectionFacts {
  const char* database = nullptr;
  const char* host = nullptr;  ///< Host name, address, or the directory of a unix socket.
  const char* port = nullptr;
  std::string_view schema = {};  ///< Initial schema.
};

/// Returns the endpoint of a connection. The address of a unix socket is its path; there is no
/// port. Makes no round trip: the schema in `db.namespace` is the one that the connection string
/// sets, if any.
EndpointPtr MakeEndpoint(const ConnectionFacts& facts);

/// Describes the execution of a statement: plain, parametrized or prepared.
Operation DescribeSql(EndpointView endpoint, std::string_view sql) noexcept;

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
