#pragma once

#include <libpq-fe.h>

#include "core/interpose/errno_guard.h"
#include "dbspan/version.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Calls `call`, which sends a request without an operation, and tracks the results of the request.
template <class Call>
int SendOther(PGconn* connection, Request::Kind kind, Call&& call) {
  ConnectionState* state = Traced(connection);
  const int sent = call();
  if (state != nullptr && sent != 0) {
    const ErrnoGuard errno_guard;
    state->Push(Request{kind});
  }
  return sent;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
