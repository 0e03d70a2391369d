// Sets the SDK up for a program that knows nothing of it: libdbspan_autosetup.so, in LD_PRELOAD
// beside the clients' libraries (docs/zero-edit.md).
//
// The SDK, with its hundred libraries, is in another one, which is loaded when a client is used for
// the first time: most programs that inherit LD_PRELOAD use no database.
#include <dlfcn.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>

#include <string>

#include "core/errno_guard.h"
#include "core/log/log_once.h"

namespace {

bool HasProvider() {
  const auto provider = opentelemetry::trace::Provider::GetTracerProvider();
  return dynamic_cast<const opentelemetry::trace::NoopTracerProvider*>(provider.get()) == nullptr;
}

/// The library with the SDK, beside this one.
std::string SdkLibrary() {
  Dl_info own{};
  if (dladdr(reinterpret_cast<const void*>(&HasProvider), &own) == 0) return "";
  const std::string path = own.dli_fname;
  return path.substr(0, path.rfind('/') + 1) + "libdbspan_autosetup_sdk.so";
}

}  // namespace

/// Called when the first client is used, not when the library is loaded: programs that fork into
/// the background do it before they connect. Throws what the SDK throws.
extern "C" void dbspan_autosetup() {
  const dbspan::ErrnoGuard errno_guard;
  if (HasProvider()) return;
  void* const library = dlopen(SdkLibrary().c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const set_up = library == nullptr ? nullptr : dlsym(library, "dbspan_autosetup_sdk");
  if (set_up == nullptr) {
    const char* const why = dlerror();
    dbspan::LogOnce("autosetup", std::string{"the OpenTelemetry SDK cannot be loaded, so nothing "
                                             "is recorded: "} +
                                     (why == nullptr ? "unknown" : why));
    return;
  }
  reinterpret_cast<void (*)()>(set_up)();
}
