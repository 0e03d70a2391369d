#pragma once

#include <libpq-fe.h>

#include "core/interpose/client_behind.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/version.h"

// Functions of newer versions of libpq, declared here for older headers. All versions have the same
// soname.
extern "C" {
#ifndef LIBPQ_HAS_CLOSE_PREPARED
PGresult* PQclosePrepared(PGconn* connection, const char* name);
int PQsendClosePrepared(PGconn* connection, const char* name);
int PQsendClosePortal(PGconn* connection, const char* name);
#endif
#ifndef LIBPQ_HAS_SEND_PIPELINE_SYNC
int PQsendPipelineSync(PGconn* connection);
#endif
#ifndef LIBPQ_HAS_PIPELINING
int PQpipelineSync(PGconn* connection);
int PQpipelineStatus(const PGconn* connection);
#endif
}

// The libpq functions that dbspan wraps: `PQexec` is dbspan's, `real::PQexec` is libpq's. Functions
// of newer versions are in lists and files of their own (newer_….cc), because an older libpq does
// not have them.
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
  F(PQgetResult)                  \
  F(PQgetCopyData)                \
  F(PQendcopy)

#define DBSPAN_LIBPQ_14_FUNCTIONS(F) F(PQpipelineSync)

#define DBSPAN_LIBPQ_17_FUNCTIONS(F) \
  F(PQclosePrepared)                 \
  F(PQsendClosePrepared)             \
  F(PQsendClosePortal)               \
  F(PQsendPipelineSync)

DBSPAN_LIBPQ_FUNCTIONS(DBSPAN_EXPORT)
DBSPAN_LIBPQ_14_FUNCTIONS(DBSPAN_EXPORT)
DBSPAN_LIBPQ_17_FUNCTIONS(DBSPAN_EXPORT)

// Functions of libpq that dbspan calls but does not wrap.
#define DBSPAN_LIBPQ_ACCESSORS(F) \
  F(PQcmdStatus)                  \
  F(PQcmdTuples)                  \
  F(PQconninfo)                   \
  F(PQconninfoFree)               \
  F(PQdb)                         \
  F(PQerrorMessage)               \
  F(PQhost)                       \
  F(PQisnonblocking)              \
  F(PQparameterStatus)            \
  F(PQntuples)                    \
  F(PQpipelineStatus)             \
  F(PQport)                       \
  F(PQresStatus)                  \
  F(PQresultErrorField)           \
  F(PQresultErrorMessage)         \
  F(PQresultStatus)               \
  F(PQstatus)

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Describes libpq for the templates in core/interpose/client_behind.h.
struct Libpq {
  struct Functions {
    DBSPAN_LIBPQ_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_LIBPQ_14_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_LIBPQ_17_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_LIBPQ_ACCESSORS(DBSPAN_MEMBER)
  };
  static constexpr auto kId = detail::pg::kLibpq;
  static interpose::Routes& routes() noexcept { return routes_; }
  static bool IsOff() noexcept;

 private:
  static interpose::Routes routes_;
};

namespace real {

#define DBSPAN_REAL(name) DBSPAN_REAL_FUNCTION(Libpq, name, kInside)
#define DBSPAN_ASK(name) DBSPAN_REAL_FUNCTION(Libpq, name, kAsking)
DBSPAN_LIBPQ_FUNCTIONS(DBSPAN_REAL)
DBSPAN_LIBPQ_14_FUNCTIONS(DBSPAN_REAL)
DBSPAN_LIBPQ_17_FUNCTIONS(DBSPAN_REAL)
DBSPAN_LIBPQ_ACCESSORS(DBSPAN_ASK)
#undef DBSPAN_REAL
#undef DBSPAN_ASK

}  // namespace real
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
