#pragma once

#include <libpq-fe.h>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/process/thread_marks.h"
#include "core/sql/transaction_control.h"
#include "dbspan/version.h"
#include "pg/answer.h"
#include "pg/libpq/execute.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

// Calls of libpqxx: the functions of libpq that send a statement, if libpqxx is their caller.
namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells by its first letters whether a statement may begin or end a transaction or a savepoint.
/// libpqxx writes these statements in capitals.
inline bool MayControl(const char* sql) noexcept {
  return sql[0] == 'B' || sql[0] == 'C' || sql[0] == 'R' || (sql[0] == 'S' && sql[1] == 'A');
}

/// Tells whether there is nothing to do for a call of libpqxx (`above`), because the call to
/// libpqxx above is recorded.
inline bool IsRecordedAbove(bool above) noexcept { return above && !ConnectionState::AnyOpen(); }
inline bool IsRecordedAbove(bool above, const char* sql) noexcept {
  return IsRecordedAbove(above) && sql != nullptr && !MayControl(sql);
}

/// Notes the value of a function for the call of libpqxx above it, if there is one. Returns it.
inline PGresult* Noted(PGresult* result) noexcept {
  if (detail::ThreadMarks::IsBelow<detail::pg::kLibpq>()) NoteAnswer(result);
  return result;
}

/// Forwards a call of libpqxx for which there is nothing else to do, and notes its value.
template <class Function, class... Arguments>
[[gnu::always_inline]] inline PGresult* ForwardNoted(const interpose::Route& route,
                                                     Function function, Arguments... arguments) {
  PGresult* result = interpose::Forward<Libpq>(route, function, arguments...);
  const Libpq::Functions& real = interpose::Behind<Libpq>::FunctionsOf(route);
  // The frequent case: the tag is "SELECT 1", and only the rows matter.
  if (real.PQresultStatus(result) == PGRES_TUPLES_OK && *real.PQcmdStatus(result) == 'S') {
    detail::pg::Answer::NoteRows(real.PQntuples(result), Outcome::kUnknown);
    return result;
  }
  const interpose::Behind<Libpq> behind{route};
  NoteAnswer(result);
  return result;
}

/// Returns the state of the connection if this statement, which libpqxx sends within a recorded
/// call, is recorded as a separate operation: it begins or ends a transaction or a savepoint, and
/// `Options::transaction_spans` is set. Otherwise returns null.
inline ConnectionState* StateOfControlInside(const PGconn* connection, const char* sql,
                                             bool above) noexcept {
  if (!above || !MayControl(sql) || !Enabled<Postgres>() || detail::ThreadMarks::Suppress() ||
      !sql_text::ControlsTransaction(sql)) {
    return nullptr;
  }
  ConnectionState* state = StateAlone(connection);
  if (state == nullptr || !state->instrumenter().options().transaction_spans) return nullptr;
  return state;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
