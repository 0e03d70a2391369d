#include "pg/pqxx/describe.h"

#include "dbspan/detail/named_operation.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/pg/connection.h"
#include "pg/describe.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

Operation Describe(const ::dbspan::pqxx::connection_base& connection,
                   const CallDescription& description) noexcept {
  connection.EnsureEndpoint();
  const EndpointPtr& endpoint = connection.session()->endpoint();
  if (description.operation.empty()) return DescribeSql(endpoint, description.sql);
  Operation operation = NamedOperation(endpoint, description.operation);
  operation.collection = description.table;
  return operation;
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
