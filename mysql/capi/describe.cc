#include "mysql/capi/describe.h"

#include <memory>
#include <utility>

#include "core/sql/transaction_control.h"
#include "mysql/describe.h"

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

detail::OperationSpan StartSql(StatementState& state, const MYSQL_STMT& statement,
                               const std::vector<Parameter>* parameters, unsigned batch) noexcept {
  const Instrumenter& instrumenter = *state.instrumenter;
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(state.text)) {
    return {};
  }
  return instrumenter.Start([&] {
    Operation operation;
    operation.endpoint = EndpointOf(state, statement);
    operation.sql = state.text;
    operation.sql_settings = state.settings;
    operation.parameters = parameters;
    if (batch > 1) operation.batch_size = batch;  // semconv: a batch of one is a plain operation
    return operation;
  });
}

const EndpointPtr& EndpointOf(StatementState& state, const MYSQL_STMT& statement) {
  ConnectionState* const connection = StateOf(statement.mysql);
  if (connection != nullptr) {
    const EndpointPtr& current = connection->EndpointOf(*statement.mysql);
    if (state.endpoint != current) state.endpoint = current;
  }
  // The server of a statement that was never prepared on a connection is unknown.
  if (state.endpoint == nullptr) {
    EndpointFields fields;
    fields.system = kSystem;
    state.endpoint = std::make_shared<const Endpoint>(std::move(fields));
  }
  return state.endpoint;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
