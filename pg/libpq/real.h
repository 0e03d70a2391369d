#pragma once

#include <libpq-fe.h>

#include "core/next_symbol.h"

// Of later versions of libpq, all of which have the same soname.
extern "C" {
#ifndef LIBPQ_HAS_CLOSE_PREPARED
PGresult* PQclosePrepared(PGconn* connection, const char* name);
int PQsendClosePrepared(PGconn* connection, const char* name);
int PQsendClosePortal(PGconn* connection, const char* name);
#endif
#ifndef LIBPQ_HAS_SEND_PIPELINE_SYNC
int PQsendPipelineSync(PGconn* connection);
#endif
}

// Every function of libpq that we define: `PQexec` is ours, `real::PQexec` is libpq's.
#define DBSPAN_LIBPQ_FUNCTIONS(F) \
  F(PQconnectdb)                  \
  F(PQconnectdbParams)            \
  F(PQsetdbLogin)                 \
  F(PQconnectStart)               \
  F(PQconnectStartParams)         \
  F(PQconnectPoll)                \
  F(PQreset)                      \
  F(PQresetStart)                 \
  F(PQresetPoll)                  \
  F(PQfinish)                     \
  F(PQsetNoticeReceiver)          \
  F(PQexec)                       \
  F(PQexecParams)                 \
  F(PQprepare)                    \
  F(PQexecPrepared)               \
  F(PQclosePrepared)              \
  F(PQfn)                         \
  F(lo_read)                      \
  F(lo_lseek64)                   \
  F(lo_tell64)                    \
  F(PQsendQuery)                  \
  F(PQsendQueryParams)            \
  F(PQsendPrepare)                \
  F(PQsendQueryPrepared)          \
  F(PQsendDescribePrepared)       \
  F(PQsendDescribePortal)         \
  F(PQsendClosePrepared)          \
  F(PQsendClosePortal)            \
  F(PQpipelineSync)               \
  F(PQsendPipelineSync)           \
  F(PQgetResult)                  \
  F(PQgetCopyData)                \
  F(PQendcopy)

namespace dbspan::pg::real {

#define DBSPAN_REAL(name) DBSPAN_NEXT_FUNCTION(name, DBSPAN_LIBPQ_SONAME, InsideClient)

DBSPAN_LIBPQ_FUNCTIONS(DBSPAN_REAL)
#undef DBSPAN_REAL

}  // namespace dbspan::pg::real
