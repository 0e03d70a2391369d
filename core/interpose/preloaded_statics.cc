// Compiled into the preload object only (libdbspan.so): its statics, among them those of the
// OpenTelemetry API that it makes, are destroyed when no thread uses them any more.
//
// Marks that are registered after them would do as well, as in the other forms, if nothing could
// come between: `exit` may be at work in another thread when the first call is made.
#include <dlfcn.h>

#include <new>

#include "core/process/process_life.h"

namespace {

using Destroy = void (*)(void* object);
using Register = int (*)(Destroy destroy, void* object, void* dso);

struct Static {
  Destroy destroy;
  void* object;
};

void DestroyUnused(void* what) {
  const Static one = *static_cast<Static*>(what);
  delete static_cast<Static*>(what);
  dbspan::ProcessLife::End();
  one.destroy(one.object);
}

}  // namespace

/// What the compiler calls for a static that it has made, and `atexit` for a handler, which has no
/// object. Hidden: in front of the C library's for this library and nobody else.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the name of the C++ ABI
extern "C" [[gnu::visibility("hidden"), gnu::used]] int __cxa_atexit(Destroy destroy, void* object,
                                                                     void* dso) noexcept {
  const auto next = reinterpret_cast<Register>(dlsym(RTLD_DEFAULT, "__cxa_atexit"));
  if (next == nullptr) return -1;
  auto* const made = object == nullptr ? nullptr : new (std::nothrow) Static{destroy, object};
  return made == nullptr ? next(destroy, object, dso) : next(&DestroyUnused, made, dso);
}
