#include "mysql/capi/describe.h"

#include <memory>
#include <utility>

#include "core/span/measured_operation.h"
#include "core/sql/transaction_control.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Lets the next execution of a statement, which has started in the general form, take the short
/// form.
void Learn(ConnectionState& state, const MYSQL& connection, std::string_view sql,
           const SqlSettings& settings, const detail::OperationSpan& operation) noexcept {
  if (!detail::MeasuredOperation::IsLikely() || !operation || operation.recording()) return;
  const Endpoint* const endpoint = state.KnownEndpointOf(connection);
  if (endpoint == nullptr) return;
  detail::MeasuredOperation::Learn(*state.instrumenter(), *endpoint, sql, settings,
                                   state.known_statements);
}

[[gnu::always_inline]] inline bool BeginAt(const Endpoint& endpoint, Command& command,
                                           ConnectionState& state, std::string_view sql,
                                           const SqlSettings& settings) noexcept {
  const std::uint32_t dimension = state.known_statements.Find(sql, settings);
  if (dimension == 0 || detail::ThreadMarks::IsBelow<kCApi>()) return false;
  return command.BeginMeasured([&] {
    return detail::MeasuredOperation{*state.instrumenter(), endpoint, dimension};
  });
}

}  // namespace

bool BeginMeasured(ConnectionState& state, const MYSQL& connection, std::string_view sql) noexcept {
  const Endpoint* const endpoint = state.KnownEndpointOf(connection);
  if (endpoint == nullptr) return false;
  const SqlSettings settings = state.settings.Now(connection, endpoint->fields().system);
  if (!BeginAt(*endpoint, state.sent(), state, sql, settings)) return false;
  // If all settings are known, there is nothing to note.
  if (settings.backslash_escapes == Setting::kUnknown) state.settings.OnSentText(connection);
  return true;
}

bool BeginMeasured(StatementState& state, const MYSQL_STMT& statement) noexcept {
  ConnectionState* const connection = Connections().Find(statement.mysql);
  if (connection == nullptr) return false;  // it is lost or closed
  const Endpoint* const endpoint = connection->KnownEndpointOf(*statement.mysql);
  if (endpoint == nullptr || endpoint != state.endpoint.get()) return false;
  return BeginAt(*endpoint, state.sent, *connection, state.text, state.settings);
}

detail::OperationSpan StartText(ConnectionState& state, const MYSQL& connection,
                                std::string_view sql) noexcept {
  const Instrumenter& instrumenter = *state.instrumenter();
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(sql)) return {};
  SqlSettings settings;
  detail::OperationSpan started = instrumenter.Start([&] {
    Operation operation;
    const EndpointPtr& endpoint = state.EndpointOf(connection);
    settings = state.settings.BeforeText(connection, endpoint->fields().system);
    operation.endpoint = endpoint;
    operation.sql = sql;
    operation.sql_settings = settings;
    return operation;
  });
  Learn(state, connection, sql, settings, started);
  return started;
}

detail::OperationSpan StartSql(StatementState& state, const MYSQL_STMT& statement,
                               const std::vector<Parameter>* parameters, unsigned batch) noexcept {
  const Instrumenter& instrumenter = *state.instrumenter;
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(state.text)) {
    return {};
  }
  detail::OperationSpan started = instrumenter.Start([&] {
    Operation operation;
    operation.endpoint = EndpointOf(state, statement);
    operation.sql = state.text;
    operation.sql_settings = state.settings;
    operation.parameters = parameters;
    if (batch > 1) operation.batch_size = batch;  // semconv: a batch of one is a plain operation
    return operation;
  });
  ConnectionState* const connection = Connections().Find(statement.mysql);
  if (batch <= 1 && connection != nullptr) {
    Learn(*connection, *statement.mysql, state.text, state.settings, started);
  }
  return started;
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
