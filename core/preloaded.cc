// Compiled into the shared forms only (libdbspan_<client>.so): reports why calls are not seen.
#include <dlfcn.h>

#include <string>

#include "core/errno_guard.h"
#include "core/log/log_once.h"

namespace {

std::string FileOf(const void* address) {
  Dl_info found{};
  if (dladdr(address, &found) == 0 || found.dli_fname == nullptr) return "something unknown";
  return found.dli_fname;
}

/// Are the client's functions ours for everybody?
__attribute__((constructor)) void CheckOrder() {
  const dbspan::ErrnoGuard errno_guard;
  const void* first = dlsym(RTLD_DEFAULT, DBSPAN_CHECKED_FUNCTION);
  const std::string own = FileOf(reinterpret_cast<const void*>(&CheckOrder));
  if (first == nullptr || FileOf(first) == own) return;
  dbspan::LogOnce(own + " is loaded behind " + FileOf(first) +
                  ": calls go past it. Name it in LD_PRELOAD, link it in front, or link the "
                  "objects of dbspan::" DBSPAN_OBJECTS_TARGET
                  ", which are in front wherever they "
                  "stand");
}

}  // namespace

/// Tells core/no_provider.cc that this form is in use, and what to advise in it.
extern "C" const char* dbspan_preloaded() {
  return "no OpenTelemetry tracer provider is visible. Preload libdbspan_autosetup.so as well; or, "
         "if the program has an SDK of its own inside, link it with -rdynamic, or with dbspan";
}
