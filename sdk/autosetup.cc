// Sets up the SDK for an unmodified program: libdbspan_autosetup.so, for LD_PRELOAD together with
// the clients' libraries (docs/zero-edit.md).
//
// The SDK and its hundred libraries are in libdbspan_autosetup_sdk.so. That is loaded when a client
// is used for the first time, because most programs that inherit LD_PRELOAD use no database.
#include <dlfcn.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/tracer_provider.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <string>
#include <typeinfo>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"

namespace {

// State of the set-up: kNotBegun, kOver, or process id and thread id of the thread that runs it.
// Neither a lock nor a static with an initializer, because a child that is forked meanwhile would
// find it locked.
constexpr std::int64_t kNotBegun = 0;
constexpr std::int64_t kOver = -1;
std::atomic<std::int64_t> state{kNotBegun};

// A client waits at most 2 s for another thread's set-up. That thread may itself wait for a lock
// that this one holds, such as the loader's lock in the constructor of a plugin.
constexpr int kMostWaits = 2'000;
constexpr timespec kWait{0, 1'000'000};

/// Returns whether this thread has to do the set-up. If another thread is doing it, waits until it
/// is over.
bool Claim() noexcept {
  const std::int64_t process = std::int64_t{getpid()} << 32;
  const std::int64_t own = process | syscall(SYS_gettid);
  std::int64_t at = kNotBegun;
  if (state.compare_exchange_strong(at, own)) return true;
  for (int waits = 0; waits < kMostWaits && at != kOver; ++waits) {
    const bool inherited = at >> 32 != process >> 32;  // that thread only exists in the parent
    if (at == own || inherited) return false;
    nanosleep(&kWait, nullptr);
    at = state.load(std::memory_order_acquire);
  }
  return false;
}

/// Marks the set-up as over, also if it fails, so that it is not repeated.
struct Over {
  ~Over() { state.store(kOver, std::memory_order_release); }
};

bool HasProvider() {
  const auto provider = opentelemetry::trace::Provider::GetTracerProvider();
  return dynamic_cast<const opentelemetry::trace::NoopTracerProvider*>(provider.get()) == nullptr;
}

/// Copies the object that `get` returns to `to` if `type` is the name of its type.
template <class Get>
int CopyIf(const char* type, void* to, const Get& get) {
  using Pointer = decltype(get());
  if (std::strcmp(type, typeid(Pointer).name()) != 0) return 0;
  *static_cast<Pointer*>(to) = get();
  return 1;
}

/// Returns the path of the library with the SDK, in the directory of this one.
std::string SdkLibrary() {
  Dl_info own{};
  if (dladdr(reinterpret_cast<const void*>(&HasProvider), &own) == 0) return "";
  const std::string path = own.dli_fname;
  return path.substr(0, path.rfind('/') + 1) + "libdbspan_autosetup_sdk.so";
}

}  // namespace

/// Sets up telemetry. Each client calls it at its first use, from any thread; the first call does
/// the work, and the others wait for it. It does not run when the library is loaded, because
/// daemons fork into the background before they connect. Throws the exceptions of the SDK.
extern "C" void dbspan_autosetup() {
  const dbspan::ErrnoGuard errno_guard;
  if (!Claim()) return;
  const Over over;
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

/// Copies an object that the set-up has installed, for copies of dbspan with another set of the
/// OpenTelemetry API's variables (core/interpose/meeting_symbols.h).
extern "C" int dbspan_autosetup_copy(const char* type, void* to) {
  using Propagators = opentelemetry::context::propagation::GlobalTextMapPropagator;
  if (!HasProvider()) return 0;
  return CopyIf(type, to, &opentelemetry::trace::Provider::GetTracerProvider) |
         CopyIf(type, to, &opentelemetry::metrics::Provider::GetMeterProvider) |
         CopyIf(type, to, &opentelemetry::logs::Provider::GetLoggerProvider) |
         CopyIf(type, to, &Propagators::GetGlobalPropagator);
}
