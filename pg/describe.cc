#include <charconv>
#include <cstring>
#include <string>

#include "dbspan/pg/instrumentation.h"
#include "pg/describe.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

std::uint16_t PortOf(const char* text) noexcept {
  std::uint16_t port = 0;
  if (text != nullptr) std::from_chars(text, text + std::strlen(text), port);
  return port;
}

}  // namespace

EndpointPtr MakeEndpoint(const ConnectionFacts& facts) {
  EndpointFields fields;
  fields.system = ::dbspan::pg::kSystem;
  if (facts.database != nullptr) fields.database = facts.database;
  if (!fields.database.empty() && !facts.schema.empty()) {
    fields.database.append("|").append(facts.schema);
  }
  if (facts.host != nullptr) fields.server_address = facts.host;
  fields.server_port = PortOf(facts.port);
  const bool unix_socket = !fields.server_address.empty() &&
                           (fields.server_address[0] == '/' || fields.server_address[0] == '@');
  if (unix_socket) {
    fields.server_address += "/.s.PGSQL." + std::to_string(fields.server_port);
    fields.server_port = 0;
  }
  return std::make_shared<const Endpoint>(std::move(fields));
}

Operation DescribeSql(EndpointView endpoint, std::string_view sql) noexcept {
  Operation operation;
  operation.endpoint = endpoint;
  operation.sql = sql;
  return operation;
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
