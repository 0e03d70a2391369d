// Compiled into the preload object only (libdbspan.so): reports why calls are not seen, and defines
// the entry point for other copies of dbspan and the libraries of newer functions.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "core/interpose/copies.h"
#include "core/interpose/dlerror_guard.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/loaded_object.h"
#include "core/log/log_once.h"

// Written by CMake: DBSPAN_CHECKED_FUNCTIONS(F) lists one function of each client in this build,
// DBSPAN_NEWER_FUNCTIONS(F) the functions that only newer versions of the clients have,
// DBSPAN_NEWER_LIBRARIES(F) these functions with the libraries that define them for a preload.
#include "preload_functions.h"

#define DBSPAN_DECLARE(name) void name();
extern "C" {
DBSPAN_NEWER_FUNCTIONS(DBSPAN_DECLARE)
}
#undef DBSPAN_DECLARE

namespace {

using dbspan::interpose::LoadedObject;
using dbspan::interpose::ObjectAt;
using dbspan::interpose::OwnObject;

// Leaves a note for `dbspan run` that this program has a client inside, whose calls are not seen: a
// symbolic link to the executable. The process may end before `dbspan run` can look at it. Only
// `dbspan run` sets a directory that ends with `/.` (cli/ring_source.cc).
void LeaveNoteOfClientInside() {
  const char* const directory = secure_getenv("DBSPAN_RING_DIR");
  if (directory == nullptr || secure_getenv("DBSPAN_RING_READER") == nullptr) return;
  const std::string note = std::string{directory} + "/" + std::to_string(getpid()) + ".inside";
  if (note.find("/./") == std::string::npos) return;
  std::string executable(4096, '\0');  // PATH_MAX
  const ssize_t size = readlink("/proc/self/exe", executable.data(), executable.size() - 1);
  if (size <= 0) return;
  executable.resize(static_cast<std::size_t>(size));
  [[maybe_unused]] const int made = symlink(executable.c_str(), note.c_str());
}

void CheckOrder(const char* function) {
  const void* first = dlsym(RTLD_DEFAULT, function);
  if (first == nullptr || OwnObject().Contains(first)) return;
  const LoadedObject object = ObjectAt(first);
  // The program itself has the client, or dbspan. With dbspan only one of the two copies records.
  if (object.file.empty()) return LeaveNoteOfClientInside();
  dbspan::LogOnce(OwnObject().file + " is loaded after " + object.file +
                  ": calls go past it. Name libdbspan.so first in LD_PRELOAD, or link the objects "
                  "of dbspan, which precede all libraries");
}

/// At load: reports each client whose functions are found in another library before this one.
__attribute__((constructor)) void CheckOrderOfAll() {
  const dbspan::ErrnoGuard errno_guard;
  const dbspan::DlerrorGuard dlerror_guard;
#define DBSPAN_CHECK(name) CheckOrder(#name);
  DBSPAN_CHECKED_FUNCTIONS(DBSPAN_CHECK)
#undef DBSPAN_CHECK
}

}  // namespace

/// Returns a function of this library by name, for other libraries of dbspan; null if there is none
/// of that name. meeting_symbols.h lists the names.
extern "C" void* dbspan_handshake(const char* name) {
  if (name == nullptr) return nullptr;
#define DBSPAN_OFFER(function) \
  if (std::strcmp(name, #function) == 0) return reinterpret_cast<void*>(&function);
  DBSPAN_NEWER_FUNCTIONS(DBSPAN_OFFER)
#undef DBSPAN_OFFER
  return dbspan::interpose::OfferToCopies(name);
}

/// Returns the library that has to be preloaded for a newer function; null for other functions.
extern "C" const char* dbspan_newer_library(const char* function) {
  static_cast<void>(function);  // used unless this build has no such library
#define DBSPAN_CHOOSE(name, library) \
  if (std::strcmp(function, #name) == 0) return library;
  DBSPAN_NEWER_LIBRARIES(DBSPAN_CHOOSE)
#undef DBSPAN_CHOOSE
  return nullptr;
}

/// Returns the advice that core/log/no_provider.cc logs in the preloaded form.
extern "C" const char* dbspan_preloaded() {
  return "no OpenTelemetry tracer provider is visible, and this libdbspan.so was built without the "
         "recorder (DBSPAN_RECORDER=ON). If the program has an SDK of its own inside, link it with "
         "-rdynamic, or with dbspan";
}
