#include "pg/describe.h"

#include <string>
#include <utility>

#include "core/span/endpoint_check.h"
#include "core/text/view_of.h"
#include "dbspan/pg/instrumentation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
EndpointPtr MakeEndpoint(const ConnectionFacts& facts) {
  EndpointFields fields;
  fields.system = ::dbspan::pg::kSystem;
  const std::string_view port = ViewOf(facts.port);
  fields.server_port = PortOfText(port);
  // The end of a password, which libpq takes for a port if an unescaped `@` or `/` precedes it.
  const bool in_doubt = fields.server_port == 0 && !port.empty();
  if (in_doubt) return std::make_shared<const Endpoint>(std::move(fields));
  fields.database = ViewOf(facts.database);
  if (!fields.database.empty() && !facts.schema.empty()) {
    fields.database.append("|").append(facts.schema);
  }
  fields.server_address = ViewOf(facts.host);
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
