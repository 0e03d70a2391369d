// Wrappers of fast-path function calls, which implement large objects. Most of libpq's large-object
// functions call PQfn. The others, which are wrapped here too, call an internal form of it.
#include "core/interpose/errno_guard.h"
#include "pg/large_object.h"
#include "pg/libpq/describe.h"
#include "pg/libpq/execute.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Runs and records a large-object function, which returns a negative number if it fails.
template <class Call>
auto RunFunction(PGconn* connection, int function, Call&& call) {
  ConnectionState* state = TracedAlone(connection);
  if (state == nullptr) return call();
  detail::OperationSpan operation = StartFunction(*state, *connection, function);
  const auto result = [&] {
    const CurrentSpan current{operation, state->instrumenter().options()};
    return call();
  }();
  const ErrnoGuard errno_guard;
  operation.EndWith([&] { return result < 0 ? OutcomeWithoutSqlstate(*connection) : Outcome{}; });
  return result;
}

}  // namespace
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg

using dbspan::detail::OperationSpan;
using dbspan::pg::ConnectionState;
using dbspan::pg::RunAlone;
using dbspan::pg::RunFunction;
using dbspan::pg::TracedAlone;
namespace real = dbspan::pg::real;

DBSPAN_FUNCTION(dbspan::pg::Libpq, PGresult*, PQfn,
                (PGconn * connection, int function, int* result_buffer, int* result_length,
                 int result_is_integer, const PQArgBlock* arguments, int count),
                (connection, function, result_buffer, result_length, result_is_integer, arguments,
                 count)) {
  const auto call = [&](const OperationSpan& /*operation*/) {
    return real::PQfn(connection, function, result_buffer, result_length, result_is_integer,
                      arguments, count);
  };
  ConnectionState* state = TracedAlone(connection);
  if (state == nullptr) return call(OperationSpan::None());
  return RunAlone(*state, *connection, StartFunction(*state, *connection, function), call);
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, lo_read,
                (PGconn * connection, int object, char* buffer, std::size_t size),
                (connection, object, buffer, size)) {
  return RunFunction(connection, dbspan::pg::kReadLargeObject,
                     [&] { return real::lo_read(connection, object, buffer, size); });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, pg_int64, lo_lseek64,
                (PGconn * connection, int object, pg_int64 offset, int whence),
                (connection, object, offset, whence)) {
  return RunFunction(connection, dbspan::pg::kSeekLargeObject,
                     [&] { return real::lo_lseek64(connection, object, offset, whence); });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, pg_int64, lo_tell64, (PGconn * connection, int object),
                (connection, object)) {
  return RunFunction(connection, dbspan::pg::kTellLargeObject,
                     [&] { return real::lo_tell64(connection, object); });
}
