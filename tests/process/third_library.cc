// A library between the program and its client that intercepts the calls itself, like dbspan.
#include <dlfcn.h>

#include "tests/process/pg_case.h"

extern "C" PGresult* PQexec(PGconn* connection, const char* sql) {
  static const auto next = reinterpret_cast<decltype(&PQexec)>(dlsym(RTLD_NEXT, "PQexec"));
  dbspan::process::Say("the third library sees: %s", sql);
  return next(connection, sql);
}
