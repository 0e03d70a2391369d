// Wrappers of the functions that libpq has since version 14. Compiled only if the libpq of the
// build has them: programs test whether these functions exist to find out their version of libpq.
#include "pg/libpq/real.h"
#include "pg/libpq/send_other.h"

#if defined(LIBPQ_HAS_PIPELINING) || defined(DBSPAN_ALL_VERSIONS)

using dbspan::pg::Request;
namespace real = dbspan::pg::real;

DBSPAN_FUNCTION(dbspan::pg::Libpq, int, PQpipelineSync, (PGconn * connection), (connection)) {
  return dbspan::pg::SendOther(connection, Request::Kind::kSync,
                               [&] { return real::PQpipelineSync(connection); });
}

#endif
