// Wrappers of the functions that libpq has since version 17. Compiled only if the libpq of the
// build has them: programs test whether these functions exist to find out their version of libpq.
#include "pg/libpq/execute.h"
#include "pg/libpq/real.h"
#include "pg/libpq/send_other.h"

#if defined(LIBPQ_HAS_CLOSE_PREPARED) || defined(DBSPAN_ALL_VERSIONS)

using dbspan::pg::ConnectionState;
using dbspan::pg::Request;
namespace real = dbspan::pg::real;

DBSPAN_FUNCTION(dbspan::pg::Libpq, PGresult*, PQclosePrepared,
                (PGconn * connection, const char* name), (connection, name)) {
  if (dbspan::pg::IsLostFirst(connection)) return nullptr;
  ConnectionState* state = dbspan::pg::StateAlone(connection);
  PGresult* result = real::PQclosePrepared(connection, name);
  if (state != nullptr) state->Forget(name);
  return result;
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendClosePrepared,
                (PGconn * connection, const char* name), (connection, name)) {
  const int sent = dbspan::pg::SendOther(connection, Request::Kind::kOther, [&] {
    return real::PQsendClosePrepared(connection, name);
  });
  ConnectionState* state = sent == 0 ? nullptr : dbspan::pg::Traced(connection);
  if (state != nullptr) state->Forget(name);
  return sent;
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendClosePortal, (PGconn * connection, const char* name),
                (connection, name)) {
  return dbspan::pg::SendOther(connection, Request::Kind::kOther,
                               [&] { return real::PQsendClosePortal(connection, name); });
}

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQsendPipelineSync, (PGconn * connection), (connection)) {
  return dbspan::pg::SendOther(connection, Request::Kind::kSync,
                               [&] { return real::PQsendPipelineSync(connection); });
}

#endif
