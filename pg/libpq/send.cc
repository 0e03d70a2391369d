// Wrappers of the asynchronous calls, also used by pipelines. An operation lasts from sending to
// the last result.
#include <chrono>
#include <string_view>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/process/thread_marks.h"
#include "core/span/current_span.h"
#include "core/span/measured_operation.h"
#include "pg/answer.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"
#include "pg/libpq/send_other.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Tracks the request if it was sent, else ends its operation with an error. Returns `sent`.
int Sent(ConnectionState& state, const PGconn& connection, Request request, int sent) noexcept {
  const ErrnoGuard errno_guard;
  if (sent == 0) {
    request.Fail(connection);
  } else {
    state.Push(std::move(request));
    if (detail::ThreadMarks::IsBelow<detail::pg::kLibpq>()) detail::pg::Answer::NoteSent();
  }
  return sent;
}

/// Starts the operation of a statement that is sent: in the short form if that is possible, and if
/// no library above libpq records the call. Its results are followed in the general form, because
/// they arrive in later calls.
template <class StartInFull>
detail::OperationSpan StartSent(ConnectionState& state, const PGconn& connection,
                                std::string_view sql, const StartInFull& start_in_full) noexcept {
  if (detail::MeasuredOperation::IsLikely() &&
      !detail::ThreadMarks::IsBelow<detail::pg::kLibpq>()) {
    if (auto measured = StartMeasured(state, connection, sql)) return measured.Continue();
  }
  return start_in_full();
}

template <class Call>
int SendText(PGconn* connection, const char* sql, const BoundValues* bound, Call&& call) {
  ConnectionState* state = sql == nullptr ? nullptr : Traced(connection);
  if (state == nullptr) return call(sql);
  detail::OperationSpan operation = StartSent(
      *state, *connection, sql, [&] { return StartToLearn(*state, *connection, sql, bound); });
  const std::string commented = operation.Commented(sql);
  const int sent = call(commented.empty() ? sql : commented.c_str());
  return Sent(*state, *connection, Request{Request::Kind::kQuery, std::move(operation)}, sent);
}

[[gnu::noinline]] PGresult* GetResult(PGconn* connection) {
  ConnectionState* state = Traced(connection);
  if (state == nullptr) return real::PQgetResult(connection);
  OnUnwind unwind{[&] { state->Abandon(); }};
  PGresult* result = real::PQgetResult(connection);
  unwind.Returned();
  const ErrnoGuard errno_guard;
  state->OnResult(*connection, result);
  if (detail::ThreadMarks::IsBelow<detail::pg::kLibpq>()) {
    result == nullptr ? detail::pg::Answer::NoteRead() : NoteAnswer(result);
  }
  return result;
}

}  // namespace
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg

using dbspan::detail::OperationSpan;
using dbspan::pg::BoundValues;
using dbspan::pg::ConnectionState;
using dbspan::pg::Request;
using dbspan::pg::Traced;
namespace real = dbspan::pg::real;

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendQuery, (PGconn * connection, const char* sql),
                (connection, sql)) {
  return dbspan::pg::SendText(connection, sql, nullptr, [&](const char* text) {
    return real::PQsendQuery(connection, text);
  });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendQueryParams,
                (PGconn * connection, const char* sql, int count, const Oid* types,
                 const char* const* values, const int* lengths, const int* formats,
                 int result_format),
                (connection, sql, count, types, values, lengths, formats, result_format)) {
  const BoundValues bound{count, types, values, lengths, formats};
  return dbspan::pg::SendText(connection, sql, &bound, [&](const char* text) {
    return real::PQsendQueryParams(connection, text, count, types, values, lengths, formats,
                                   result_format);
  });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendQueryPrepared,
                (PGconn * connection, const char* name, int count, const char* const* values,
                 const int* lengths, const int* formats, int result_format),
                (connection, name, count, values, lengths, formats, result_format)) {
  ConnectionState* state = Traced(connection);
  OperationSpan operation;
  if (state != nullptr) {
    const BoundValues bound{count, nullptr, values, lengths, formats};
    operation = dbspan::pg::StartSent(*state, *connection, state->PreparedText(name), [&] {
      return dbspan::pg::StartPreparedToLearn(*state, *connection, name, bound);
    });
  }
  const int sent =
      real::PQsendQueryPrepared(connection, name, count, values, lengths, formats, result_format);
  if (state == nullptr) return sent;
  return dbspan::pg::Sent(*state, *connection, Request{Request::Kind::kQuery, std::move(operation)},
                          sent);
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendPrepare,
                (PGconn * connection, const char* name, const char* sql, int count,
                 const Oid* types),
                (connection, name, sql, count, types)) {
  ConnectionState* state = Traced(connection);
  if (state == nullptr) return real::PQsendPrepare(connection, name, sql, count, types);
  const auto since = std::chrono::steady_clock::now();
  const int sent = real::PQsendPrepare(connection, name, sql, count, types);
  if (sent == 0) return sent;
  const dbspan::ErrnoGuard errno_guard;
  Request request{Request::Kind::kPrepare};
  request.since = since;
  try {
    request.name = name;
    request.text = state->TextToKeep(sql);
  } catch (...) {  // no memory: its executions are recorded without text
  }
  state->Push(std::move(request));
  return sent;
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendDescribePrepared,
                (PGconn * connection, const char* name), (connection, name)) {
  return dbspan::pg::SendOther(connection, Request::Kind::kOther,
                               [&] { return real::PQsendDescribePrepared(connection, name); });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendDescribePortal,
                (PGconn * connection, const char* name), (connection, name)) {
  return dbspan::pg::SendOther(connection, Request::Kind::kOther,
                               [&] { return real::PQsendDescribePortal(connection, name); });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, PGresult*, PQgetResult, (PGconn * connection), (connection)) {
  return dbspan::pg::GetResult(connection);
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQgetCopyData,
                (PGconn * connection, char** buffer, int asynchronous),
                (connection, buffer, asynchronous)) {
  ConnectionState* state = Traced(connection);
  const int read = real::PQgetCopyData(connection, buffer, asynchronous);
  if (state == nullptr) return read;
  const dbspan::ErrnoGuard errno_guard;
  state->OnCopyData(*connection, read);
  return read;
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQendcopy, (PGconn * connection), (connection)) {
  ConnectionState* state = Traced(connection);
  if (state == nullptr) return real::PQendcopy(connection);
  // Not as a call inside libpq: PQendcopy reads the result by libpq's public PQgetResult, whose
  // wrapper has to see it, because PQendcopy itself returns no SQLSTATE and no rows. If libpq is
  // linked so that its own calls do not come here, these are not recorded.
  const int status = dbspan::interpose::Behind<dbspan::pg::Libpq>::Current().PQendcopy(connection);
  const dbspan::ErrnoGuard errno_guard;
  state->OnCopyEnded(*connection, status != 0, real::PQisnonblocking(connection) != 0);
  return status;
}
