// Sets the SDK up for a program that knows nothing of it: libdbspan_autosetup.so, in LD_PRELOAD
// beside the clients' libraries (docs/zero-edit.md).
//
// The SDK, with its hundred libraries, is in another one, which is loaded when a client is used for
// the first time: most programs that inherit LD_PRELOAD use no database.
#include <dlfcn.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <string>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"

namespace {

// Where the set-up is: not begun, over, or at work in a thread (the numbers of its process and of
// itself). No lock and no magic static: a child that is forked meanwhile would find it locked.
constexpr std::int64_t kNotBegun = 0;
constexpr std::int64_t kOver = -1;
std::atomic<std::int64_t> state{kNotBegun};

// How long a client waits for another's set-up: 2 s at most, because this thread may hold what that
// one waits for, such as the loader's lock in the constructor of a plugin.
constexpr int kMostWaits = 2'000;
constexpr timespec kWait{0, 1'000'000};

/// Tells whether the set-up is this thread's to do. If it is another's, waits until it is over.
bool Claim() noexcept {
  const std::int64_t process = std::int64_t{getpid()} << 32;
  const std::int64_t own = process | syscall(SYS_gettid);
  std::int64_t at = kNotBegun;
  if (state.compare_exchange_strong(at, own)) return true;
  for (int waits = 0; waits < kMostWaits && at != kOver; ++waits) {
    const bool inherited = at >> 32 != process >> 32;  // whoever was at work stayed in the parent
    if (at == own || inherited) return false;
    nanosleep(&kWait, nullptr);
    at = state.load(std::memory_order_acquire);
  }
  return false;
}

/// However the set-up ends, nobody begins another.
struct Over {
  ~Over() { state.store(kOver, std::memory_order_release); }
};

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
/// the background do it before they connect. Each client calls it, from any thread; the first sets
/// up, and the others wait for it. Throws what the SDK throws.
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
