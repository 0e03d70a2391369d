#include "mysql/capi/describe.h"

#include "core/sql/transaction_control.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

detail::OperationSpan StartText(ConnectionState& state, const MYSQL& connection,
                                std::string_view sql) noexcept {
  const Instrumenter& instrumenter = *state.instrumenter();
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(sql)) return {};
  return instrumenter.Start([&] {
    Operation operation;
    const EndpointPtr& endpoint = state.EndpointOf(connection);
    operation.endpoint = endpoint;
    operation.sql = sql;
    operation.sql_settings = state.settings.BeforeText(connection, endpoint->fields().system);
    return operation;
  });
}

detail::OperationSpan StartSql(ConnectionState& state, const MYSQL& connection,
                               std::string_view sql, const SqlSettings& settings,
                               const std::vector<Parameter>* parameters, unsigned batch) noexcept {
  const Instrumenter& instrumenter = *state.instrumenter();
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(sql)) return {};
  return instrumenter.Start([&] {
    Operation operation;
    operation.endpoint = state.EndpointOf(connection);
    operation.sql = sql;
    operation.sql_settings = settings;
    operation.parameters = parameters;
    if (batch > 1) operation.batch_size = batch;  // semconv: a batch of one is a plain operation
    return operation;
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
