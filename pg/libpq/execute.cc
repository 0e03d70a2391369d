// The synchronous calls: one operation each, unless it begins a COPY.
#include "core/errno_guard.h"
#include "pg/libpq/connection_state.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
namespace {

bool IsCopy(const PGresult* result) noexcept {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

bool InPipeline(const PGconn* connection) noexcept {
#ifdef LIBPQ_HAS_PIPELINING
  return PQpipelineStatus(connection) != PQ_PIPELINE_OFF;
#else
  static_cast<void>(connection);
  return false;
#endif
}

/// The state of a connection for a synchronous call, or null; libpq refuses those in a pipeline.
ConnectionState* TracedAlone(const PGconn* connection) noexcept {
  ConnectionState* state = Traced(connection);
  if (state == nullptr || InPipeline(connection)) return nullptr;
  const ErrnoGuard errno_guard;
  state->Abandon();
  return state;
}

void End(ConnectionState& state, const PGconn& connection, OperationSpan operation,
         PGresult* result) noexcept {
  const ErrnoGuard errno_guard;
  if (result != nullptr && IsCopy(result)) {
    // PQgetCopyData and PQgetResult tell how it goes on.
    Request request{Request::Kind::kQuery, std::move(operation)};
    request.OnResult(connection, *result);
    return state.Push(std::move(request));
  }
  operation.EndWith([&] {
    if (result == nullptr) return OutcomeOfConnection(connection);
    Outcome outcome;
    AddResult(outcome, connection, *result);
    return outcome;
  });
}

template <class Call>
PGresult* Run(ConnectionState& state, const PGconn& connection, OperationSpan operation,
              Call&& call) {
  PGresult* result = nullptr;
  {
    const ActiveOperation active{operation};
    result = call(operation);
  }
  End(state, connection, std::move(operation), result);
  return result;
}

/// Runs a statement that is sent as text: it may get a comment for the server.
template <class Call>
PGresult* RunText(ConnectionState& state, const PGconn& connection, const char* sql, Call&& call) {
  return Run(state, connection, StartSql(state, connection, sql),
             [&](const OperationSpan& operation) {
               const std::string commented = operation.Commented(sql);
               return call(commented.empty() ? sql : commented.c_str());
             });
}

}  // namespace
}  // namespace dbspan::pg

using dbspan::OperationSpan;
using dbspan::pg::ConnectionState;
using dbspan::pg::Run;
using dbspan::pg::RunText;
using dbspan::pg::TracedAlone;
namespace real = dbspan::pg::real;

PGresult* PQexec(PGconn* connection, const char* sql) {
  ConnectionState* state = sql == nullptr ? nullptr : TracedAlone(connection);
  if (state == nullptr) return real::PQexec(connection, sql);
  return RunText(*state, *connection, sql,
                 [&](const char* text) { return real::PQexec(connection, text); });
}

PGresult* PQexecParams(PGconn* connection, const char* sql, int count, const Oid* types,
                       const char* const* values, const int* lengths, const int* formats,
                       int result_format) {
  const auto call = [&](const char* text) {
    return real::PQexecParams(connection, text, count, types, values, lengths, formats,
                              result_format);
  };
  ConnectionState* state = sql == nullptr ? nullptr : TracedAlone(connection);
  if (state == nullptr) return call(sql);
  return RunText(*state, *connection, sql, call);
}

PGresult* PQprepare(PGconn* connection, const char* name, const char* sql, int count,
                    const Oid* types) {
  ConnectionState* state = TracedAlone(connection);
  PGresult* result = real::PQprepare(connection, name, sql, count, types);
  if (state == nullptr || result == nullptr) return result;
  const dbspan::ErrnoGuard errno_guard;
  if (PQresultStatus(result) == PGRES_COMMAND_OK) state->Remember(name, sql);
  return result;
}

PGresult* PQexecPrepared(PGconn* connection, const char* name, int count, const char* const* values,
                         const int* lengths, const int* formats, int result_format) {
  const auto call = [&](const OperationSpan& /*operation*/) {
    return real::PQexecPrepared(connection, name, count, values, lengths, formats, result_format);
  };
  ConnectionState* state = TracedAlone(connection);
  if (state == nullptr) return call(OperationSpan::None());
  return Run(*state, *connection, StartPrepared(*state, *connection, name), call);
}

PGresult* PQclosePrepared(PGconn* connection, const char* name) {
  ConnectionState* state = TracedAlone(connection);
  PGresult* result = real::PQclosePrepared(connection, name);
  if (state != nullptr) state->Forget(name);
  return result;
}

PGresult* PQfn(PGconn* connection, int function, int* result_buffer, int* result_length,
               int result_is_integer, const PQArgBlock* arguments, int count) {
  const auto call = [&](const OperationSpan& /*operation*/) {
    return real::PQfn(connection, function, result_buffer, result_length, result_is_integer,
                      arguments, count);
  };
  ConnectionState* state = TracedAlone(connection);
  if (state == nullptr) return call(OperationSpan::None());
  return Run(*state, *connection, StartFunction(*state, *connection, function), call);
}

// Calls a bounded form of PQfn that has no name outside; the other functions of large objects call
// PQfn.
int lo_read(PGconn* connection, int object, char* buffer, std::size_t size) {
  ConnectionState* state = TracedAlone(connection);
  if (state == nullptr) return real::lo_read(connection, object, buffer, size);
  OperationSpan operation = StartFunction(*state, *connection, dbspan::pg::kReadLargeObject);
  int read = 0;
  {
    const dbspan::ActiveOperation active{operation};
    read = real::lo_read(connection, object, buffer, size);
  }
  const dbspan::ErrnoGuard errno_guard;
  operation.EndWith(
      [&] { return read < 0 ? dbspan::pg::OutcomeOfConnection(*connection) : dbspan::Outcome{}; });
  return read;
}
