#include "pg/libpq/describe.h"

#include <utility>
#include <vector>

#include "core/sql/transaction_control.h"
#include "dbspan/detail/named_operation.h"
#include "pg/describe.h"
#include "pg/large_object.h"
#include "pg/libpq/session_settings.h"
#include "pg/prepared_names.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

template <class Describe>
detail::OperationSpan StartWithValues(const Instrumenter& instrumenter, const BoundValues& bound,
                                      const Describe& describe) noexcept {
  std::vector<Parameter> parameters;  // must outlive Start()
  return instrumenter.Start([&] {
    Operation operation = describe();
    parameters = bound.Read();
    operation.parameters = &parameters;
    return operation;
  });
}

/// Lets the next execution of a statement, which has started in the general form, take the short
/// form.
void Learn(ConnectionState& state, const PGconn& connection, std::string_view sql,
           const detail::OperationSpan& operation) noexcept try {
  if (!detail::MeasuredOperation::IsLikely() || !operation || operation.recording()) return;
  const Endpoint* const endpoint = state.KnownEndpointOf(connection);
  if (endpoint == nullptr || sql.empty() || DependsOnSettings(sql)) return;
  const ChangedNames changed = NamesChangedBy(sql);
  if (changed.all || changed.one) return;  // ForgetChangedBy() has to see each execution
  detail::MeasuredOperation::Learn(state.instrumenter(), *endpoint, sql, {},
                                   state.known_statements);
} catch (...) {  // no memory to read the names: it keeps the general form
}

}  // namespace

detail::OperationSpan StartSql(ConnectionState& state, const PGconn& connection,
                               std::string_view sql, const BoundValues* bound) noexcept {
  const Instrumenter& instrumenter = state.instrumenter();
  state.ForgetChangedBy(sql);
  if (!instrumenter.options().transaction_spans && sql_text::ControlsTransaction(sql)) return {};
  const auto describe = [&] {
    Operation operation = detail::pg::DescribeSql(state.EndpointOf(connection), sql);
    // A SET in an unanswered request may change how the server reads the statement.
    if (state.idle()) operation.sql_settings = SettingsFor(sql, connection);
    return operation;
  };
  if (bound == nullptr || instrumenter.options().parameters.empty()) {
    return instrumenter.Start(describe);
  }
  return StartWithValues(instrumenter, *bound, describe);
}

detail::OperationSpan StartToLearn(ConnectionState& state, const PGconn& connection,
                                   std::string_view sql, const BoundValues* bound) noexcept {
  detail::OperationSpan started = StartSql(state, connection, sql, bound);
  Learn(state, connection, sql, started);
  return started;
}

detail::OperationSpan StartPrepared(ConnectionState& state, const PGconn& connection,
                                    const char* name, const BoundValues& bound) noexcept {
  const Instrumenter& instrumenter = state.instrumenter();
  const std::string_view text = state.PreparedText(name);
  if (!text.empty() && !instrumenter.options().transaction_spans &&
      sql_text::ControlsTransaction(text)) {
    return {};
  }
  // The relevant settings are those at the time of PREPARE, which were not stored: none are passed.
  const auto describe = [&] {
    return text.empty() ? detail::NamedOperation(state.EndpointOf(connection), "EXECUTE")
                        : detail::pg::DescribeSql(state.EndpointOf(connection), text);
  };
  if (instrumenter.options().parameters.empty()) return instrumenter.Start(describe);
  return StartWithValues(instrumenter, bound, describe);
}

detail::OperationSpan StartPreparedToLearn(ConnectionState& state, const PGconn& connection,
                                           const char* name, const BoundValues& bound) noexcept {
  detail::OperationSpan started = StartPrepared(state, connection, name, bound);
  Learn(state, connection, state.PreparedText(name), started);
  return started;
}

detail::OperationSpan StartRefused(ConnectionState& state, const PGconn& connection,
                                   std::string_view sql,
                                   std::chrono::steady_clock::time_point since) noexcept {
  return state.instrumenter().Start([&] {
    Operation operation = detail::NamedOperation(state.EndpointOf(connection), "PREPARE", since);
    operation.sql = sql;
    return operation;
  });
}

detail::OperationSpan StartFunction(ConnectionState& state, const PGconn& connection,
                                    int function) noexcept {
  return state.instrumenter().Start([&] {
    Operation operation = detail::NamedOperation(state.EndpointOf(connection), "CALL");
    operation.procedure = LargeObjectFunction(function);
    return operation;
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
