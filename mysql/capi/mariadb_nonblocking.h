// MariaDB's non-blocking functions: `_start` begins a call and `_cont` continues it. Both return
// the events to wait for, or 0 when the call has finished.
#pragma once

#include <mysql.h>

#ifdef MARIADB_BASE_VERSION

#include "dbspan/version.h"
#include "mysql/capi/real.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The type of a failure in the C API of MariaDB.
using Failed = my_bool;

/// Returns `waits_for`. If it is 0, the call has finished, and `done` is called.
template <class Done>
int Then(int waits_for, Done&& done) {
  if (waits_for == 0) done();
  return waits_for;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

/// Defines a `_cont` function that finishes like its `_start` function.
#define DBSPAN_GO_ON(function, Result, Object, done)                            \
  int function##_cont(Result* result, Object* object, int status) {             \
    DBSPAN_PASS_OR_ENTER(MySqlClient, function##_cont, result, object, status); \
    return Then(real::function##_cont(result, object, status), [=] { done; });  \
  }

#endif
