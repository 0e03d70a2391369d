#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "core/interpose/enabled.h"
#include "core/span/measured_operation.h"
#include "dbspan/version.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/execute.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

// Runs the statement of a synchronous call, in the short form if that is possible.
namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Ends an operation in the short form whose result is not a plain success. It is not recorded if
/// the connection is in a pipeline, where libpq has refused the call.
void EndInFull(ConnectionState& state, const PGconn& connection,
               detail::MeasuredOperation& operation, PGresult* result) noexcept;

/// Returns the state of a connection for RunMeasured, of a call that no library above records; null
/// if the short form is not possible. It needs no other check: it makes those of TracedAlone later,
/// or never if the call succeeds.
[[gnu::always_inline]] inline ConnectionState* StateToMeasure(const PGconn* connection,
                                                              bool above) noexcept {
  const bool likely = detail::MeasuredOperation::IsLikely() && Enabled<Postgres>();
  if (above || !likely || ConnectionState::AnyOpen()) return nullptr;
  return Connections().Find(connection);
}

/// Runs a statement in the short form; returns false and does nothing if that is not possible.
template <class Call>
[[gnu::always_inline]] inline bool RunMeasured(ConnectionState& state, const PGconn& connection,
                                               std::string_view sql, const Call& call,
                                               PGresult*& result) {
  detail::MeasuredOperation operation = StartMeasured(state, connection, sql);
  if (!operation) return false;
  result = call();
  const Libpq::Functions& real = interpose::Behind<Libpq>::Current();
  const ExecStatusType status = result == nullptr ? PGRES_FATAL_ERROR : real.PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    EndInFull(state, connection, operation, result);
    return true;
  }
  Sink::Counts counts;
  if (status == PGRES_TUPLES_OK) counts.rows = real.PQntuples(result);
  operation.End(counts);
  state.ForgetWarning();
  return true;
}

/// Runs a statement that is sent as text, with a SQLCommenter comment if that is switched on. Out
/// of line, so that the short form saves few registers.
template <class Call>
[[gnu::noinline]] PGresult* RunTextInFull(ConnectionState& state, const PGconn& connection,
                                          const char* sql, const BoundValues* bound,
                                          const Call& call) {
  return RunAlone(state, connection, StartToLearn(state, connection, sql, bound),
                  [&](const detail::OperationSpan& operation) {
                    const std::string commented = operation.Commented(sql);
                    return call(commented.empty() ? sql : commented.c_str());
                  });
}

/// Tells whether RunMeasured may still be tried for a call for which StateToMeasure() was called.
inline bool MayBeMeasured(bool above) noexcept {
  return detail::MeasuredOperation::IsLikely() && (above || ConnectionState::AnyOpen());
}

/// Runs such a statement, in the short form if that is possible.
template <class Call>
[[gnu::always_inline]] inline PGresult* RunText(ConnectionState& state, const PGconn& connection,
                                                const char* sql, const BoundValues* bound,
                                                bool above, const Call& call) {
  PGresult* result = nullptr;
  const auto call_it = [&] { return call(sql); };
  if (MayBeMeasured(above) && RunMeasured(state, connection, sql, call_it, result)) return result;
  return RunTextInFull(state, connection, sql, bound, call);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
