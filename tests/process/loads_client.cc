// A program that is not linked with a client loads libpq by dlopen with RTLD_LOCAL, as Python's
// ctypes and many plugins do; with RTLD_GLOBAL or RTLD_DEEPBIND for the argument `all` or `deep`.
#include <dlfcn.h>
#include <libpq-fe.h>

#include <cstring>

#include "tests/process/case.h"

namespace {

template <class Function>
Function* Find(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

}  // namespace

int main(int count, char** arguments) {
  using dbspan::process::Say;
  const char* how = count > 1 ? arguments[1] : "";
  int flags = RTLD_NOW;
  if (std::strcmp(how, "all") == 0) flags |= RTLD_GLOBAL;
  if (std::strcmp(how, "deep") == 0) flags |= RTLD_DEEPBIND;
  for (int i = 0; i < 3; ++i) {
    void* library = dlopen("libpq.so.5", flags);
    if (library == nullptr) dbspan::process::GiveUp(dlerror());
    PGconn* connection =
        Find<decltype(PQconnectdb)>(library, "PQconnectdb")(std::getenv("DBSPAN_TEST_PG_URL"));
    PGresult* result =
        Find<decltype(PQexec)>(library, "PQexec")(connection, "SELECT 41 UNION SELECT 42");
    Say("%d rows", Find<decltype(PQntuples)>(library, "PQntuples")(result));
    Find<decltype(PQclear)>(library, "PQclear")(result);
    Find<decltype(PQfinish)>(library, "PQfinish")(connection);
    Say("%s", dlsym(RTLD_DEFAULT, "PQgetvalue") == nullptr ? "not for all" : "for all");
    Say("%s", dlerror() == nullptr ? "no error" : "an error");
    if (dlclose(library) != 0) Say("not closed");
    if ((flags & RTLD_GLOBAL) != 0) break;
  }
}
