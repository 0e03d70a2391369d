// Wrappers of the synchronous calls. Each is one operation; one that begins a COPY ends with the
// COPY.
#include "pg/libpq/execute.h"

#include <chrono>

#include "core/interpose/errno_guard.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/pqxx_above.h"
#include "pg/libpq/real.h"
#include "pg/libpq/run_text.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsCopy(const PGresult* result) noexcept {
  const ExecStatusType status = real::PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

}  // namespace

bool LosesResults(PGconn* connection) {
  ConnectionState* state = Traced(connection);
  if (state == nullptr || state->idle() || InPipeline(connection)) return false;
  // PQexec discards results by libpq's public PQgetResult, whose wrapper observes them. It then
  // refuses a null text, and sends nothing.
  state->Discard(*connection,
                 [&] { interpose::Behind<Libpq>::Current().PQexec(connection, nullptr); });
  return real::PQstatus(connection) == CONNECTION_BAD;
}

void EndAlone(ConnectionState& state, const PGconn& connection, detail::OperationSpan&& operation,
              PGresult* result) noexcept {
  const ErrnoGuard errno_guard;
  if (result != nullptr && IsCopy(result)) {
    // PQgetCopyData and PQgetResult end the operation.
    Request request{Request::Kind::kCopy, std::move(operation)};
    request.OnResult(connection, *result);
    return state.Push(std::move(request));
  }
  operation.EndWith([&] {
    if (result == nullptr) return OutcomeOfConnection(connection);
    Outcome outcome;
    AddResult(outcome, connection, *result);
    state.AddWarning(outcome);
    return outcome;
  });
}

void EndInFull(ConnectionState& state, const PGconn& connection,
               detail::MeasuredOperation& operation, PGresult* result) noexcept {
  if (result == nullptr && InPipeline(&connection)) return operation.Discard();
  EndAlone(state, connection, operation.Continue(), result);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg

using dbspan::detail::OperationSpan;
using dbspan::detail::OutsideLibrary;
using dbspan::pg::BoundValues;
using dbspan::pg::ConnectionState;
using dbspan::pg::EndAlone;
using dbspan::pg::IsLostFirst;
using dbspan::pg::IsRecordedAbove;
using dbspan::pg::MayBeMeasured;
using dbspan::pg::Noted;
using dbspan::pg::RunAlone;
using dbspan::pg::RunMeasured;
using dbspan::pg::RunText;
using dbspan::pg::StartRefused;
using dbspan::pg::StateAlone;
using dbspan::pg::StateOfControlInside;
using dbspan::pg::StateToMeasure;
using dbspan::pg::TracedAlone;
namespace real = dbspan::pg::real;

// Like DBSPAN_FUNCTION_UNLESS, but the value of a forwarded call is noted, and the body knows
// whether a library `above` records the call. `measured` runs the call in the short form, or
// returns false; the body is out of line, so that the short form saves few registers.
#define DBSPAN_STATEMENT_FUNCTION(is_recorded_above, measured, name, parameters, arguments)        \
  [[gnu::noinline]] static PGresult* name##Body(DBSPAN_LIST parameters, bool above);               \
  [[gnu::noinline]] static PGresult* name##Seen(DBSPAN_LIST parameters, const void* caller) {      \
    const bool above = dbspan::detail::ThreadMarks::IsBelow<dbspan::detail::pg::kLibpq>();         \
    if (is_recorded_above) {                                                                       \
      return dbspan::pg::ForwardNoted(dbspan::pg::Libpq::routes().Of(caller),                      \
                                      &dbspan::pg::Libpq::Functions::name, DBSPAN_LIST arguments); \
    }                                                                                              \
    DBSPAN_ENTER_FROM(dbspan::pg::Libpq, caller, name, DBSPAN_LIST arguments);                     \
    PGresult* result = nullptr;                                                                    \
    if (ConnectionState* state = StateToMeasure(connection, above)) {                              \
      if (measured) return result;                                                                 \
    }                                                                                              \
    if (dbspan::interpose::PassesWhileOff<dbspan::pg::Libpq>(route)) {                             \
      return dbspan::interpose::Behind<dbspan::pg::Libpq>::FunctionsOf(route).name arguments;      \
    }                                                                                              \
    return name##Body(DBSPAN_LIST arguments, above);                                               \
  }                                                                                                \
  PGresult* name parameters {                                                                      \
    DBSPAN_PASS(dbspan::pg::Libpq, name, DBSPAN_LIST arguments);                                   \
    return name##Seen(DBSPAN_LIST arguments, caller);                                              \
  }                                                                                                \
  [[gnu::noinline]] static PGresult* name##Body(DBSPAN_LIST parameters, bool above)

/// Runs a statement with which libpqxx controls transactions, inside a call that is recorded.
[[gnu::noinline]] static PGresult* RunControlInside(ConnectionState& state, PGconn* connection,
                                                    const char* sql) {
  const OutsideLibrary outside{dbspan::detail::pg::kLibpq};
  return RunText(state, *connection, sql, nullptr, true,
                 [&](const char* text) { return real::PQexec(connection, text); });
}

DBSPAN_STATEMENT_FUNCTION(IsRecordedAbove(above, sql),
                          sql != nullptr &&
                              RunMeasured(
                                  *state, *connection, sql,
                                  [=] { return real::PQexec(connection, sql); }, result),
                          PQexec, (PGconn * connection, const char* sql), (connection, sql)) {
  if (IsLostFirst(connection)) return nullptr;
  if (sql == nullptr) return real::PQexec(connection, sql);
  if (ConnectionState* control = StateOfControlInside(connection, sql, above)) {
    return RunControlInside(*control, connection, sql);
  }
  ConnectionState* state = TracedAlone(connection, above);
  if (state == nullptr) return Noted(real::PQexec(connection, sql));
  return RunText(*state, *connection, sql, nullptr, above,
                 [&](const char* text) { return real::PQexec(connection, text); });
}

DBSPAN_STATEMENT_FUNCTION(
    IsRecordedAbove(above),
    sql != nullptr && RunMeasured(
                          *state, *connection, sql,
                          [&] {
                            return real::PQexecParams(connection, sql, count, types, values,
                                                      lengths, formats, result_format);
                          },
                          result),
    PQexecParams,
    (PGconn * connection, const char* sql, int count, const Oid* types, const char* const* values,
     const int* lengths, const int* formats, int result_format),
    (connection, sql, count, types, values, lengths, formats, result_format)) {
  if (IsLostFirst(connection)) return nullptr;
  const auto call = [&](const char* text) {
    return real::PQexecParams(connection, text, count, types, values, lengths, formats,
                              result_format);
  };
  ConnectionState* state = sql == nullptr ? nullptr : TracedAlone(connection, above);
  if (state == nullptr) return Noted(call(sql));
  const BoundValues bound{count, types, values, lengths, formats};
  return RunText(*state, *connection, sql, &bound, above, call);
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, PGresult*, PQprepare,
                (PGconn * connection, const char* name, const char* sql, int count,
                 const Oid* types),
                (connection, name, sql, count, types)) {
  if (IsLostFirst(connection)) return nullptr;
  ConnectionState* state = StateAlone(connection);
  if (state == nullptr) return real::PQprepare(connection, name, sql, count, types);
  const auto since = std::chrono::steady_clock::now();
  PGresult* result = real::PQprepare(connection, name, sql, count, types);
  if (result == nullptr) return result;
  const dbspan::ErrnoGuard errno_guard;
  if (real::PQresultStatus(result) == PGRES_COMMAND_OK) {
    state->Remember(name, state->TextToKeep(sql));
  } else {
    Noted(result);
    EndAlone(*state, *connection, StartRefused(*state, *connection, sql, since), result);
  }
  return result;
}

DBSPAN_STATEMENT_FUNCTION(IsRecordedAbove(above),
                          RunMeasured(
                              *state, *connection, state->PreparedText(name),
                              [&] {
                                return real::PQexecPrepared(connection, name, count, values,
                                                            lengths, formats, result_format);
                              },
                              result),
                          PQexecPrepared,
                          (PGconn * connection, const char* name, int count,
                           const char* const* values, const int* lengths, const int* formats,
                           int result_format),
                          (connection, name, count, values, lengths, formats, result_format)) {
  if (IsLostFirst(connection)) return nullptr;
  const auto call = [&] {
    return real::PQexecPrepared(connection, name, count, values, lengths, formats, result_format);
  };
  ConnectionState* state = TracedAlone(connection, above);
  if (state == nullptr) return Noted(call());
  PGresult* result = nullptr;
  if (MayBeMeasured(above) &&
      RunMeasured(*state, *connection, state->PreparedText(name), call, result)) {
    return result;
  }
  const BoundValues bound{count, nullptr, values, lengths, formats};
  return RunAlone(*state, *connection, StartPreparedToLearn(*state, *connection, name, bound),
                  [&](const OperationSpan& /*operation*/) { return call(); });
}
