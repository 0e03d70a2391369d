// Sets the SDK up for a program that knows nothing of it: libdbspan_autosetup.so, in LD_PRELOAD
// beside the clients' libraries (docs/zero-edit.md).
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "core/errno_guard.h"
#include "dbspan/sdk/setup.h"

namespace {

bool HasProvider() {
  const auto provider = opentelemetry::trace::Provider::GetTracerProvider();
  return dynamic_cast<const opentelemetry::trace::NoopTracerProvider*>(provider.get()) == nullptr;
}

std::unique_ptr<dbspan::sdk::Providers>& Providers() {
  static auto& providers = *new std::unique_ptr<dbspan::sdk::Providers>;
  return providers;
}

void End() {
  // A reader that is about to collect while it is ended says so on the program's standard error.
  using Log = opentelemetry::sdk::common::internal_log::GlobalLogHandler;
  using opentelemetry::sdk::common::internal_log::LogLevel;
  if (Log::GetLogLevel() == LogLevel::Warning) Log::SetLogLevel(LogLevel::Error);
  Providers().reset();
}

}  // namespace

/// Called when the first client is used, not when the library is loaded: programs that fork into
/// the background do it before they connect, and most programs that inherit LD_PRELOAD use no
/// database.
extern "C" void dbspan_autosetup() {
  const dbspan::ErrnoGuard errno_guard;
  if (HasProvider()) return;
  dbspan::sdk::Setup setup;
  setup.flush_at_exit = false;  // the providers end there, which exports as well
  Providers() = dbspan::sdk::setup(program_invocation_short_name, setup);
  std::atexit(End);
}
