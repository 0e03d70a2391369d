// Compiled into the preload object only (libdbspan.so): delays the destruction of its statics,
// including those of the OpenTelemetry API, until no thread uses telemetry any more.
//
// The other forms register handlers after their statics (ProcessLife::Watch) and rely on the
// reverse order at exit. That is not enough here: another thread may already be in `exit` when the
// first call is made.
#include <dlfcn.h>

#include <atomic>
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

Register FindRegister() noexcept {
  return reinterpret_cast<Register>(dlsym(RTLD_DEFAULT, "__cxa_atexit"));
}

// Found before any static of a function is made: `dlsym` waits while another thread loads an
// object, whose constructors may wait for that static.
std::atomic<Register> register_function{nullptr};
[[gnu::constructor(101)]] void FindRegisterEarly() noexcept { register_function = FindRegister(); }

}  // namespace

/// The compiler calls this function to register the destructor of a static, and `atexit` to
/// register a handler, which has no object. Hidden: it replaces the C library's function for this
/// library only.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the name of the C++ ABI
extern "C" [[gnu::visibility("hidden"), gnu::used]] int __cxa_atexit(Destroy destroy, void* object,
                                                                     void* dso) noexcept {
  Register next = register_function.load(std::memory_order_relaxed);
  if (next == nullptr) next = FindRegister();  // an earlier constructor
  if (next == nullptr) return -1;
  auto* const made = object == nullptr ? nullptr : new (std::nothrow) Static{destroy, object};
  return made == nullptr ? next(destroy, object, dso) : next(&DestroyUnused, made, dso);
}
