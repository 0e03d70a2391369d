// Sets up the SDK for an unmodified program: libdbspan_autosetup_sdk.so, which
// libdbspan_autosetup.so loads (sdk/autosetup.cc).
#include <opentelemetry/sdk/common/global_log_handler.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "dbspan/sdk/setup.h"

namespace {

std::unique_ptr<dbspan::sdk::Providers>& Providers() {
  static dbspan::NeverDestroyed<std::unique_ptr<dbspan::sdk::Providers>> providers;
  return providers.Get();
}

dbspan::TelemetryUse::Generation made_in = 0;

void End() {
  if (dbspan::ProcessLife::Generation() != made_in) return;  // a child: its parent ends them
  // A metric reader that is stopped while it is about to collect prints a warning to the program's
  // standard error. Silence it.
  using Log = opentelemetry::sdk::common::internal_log::GlobalLogHandler;
  using opentelemetry::sdk::common::internal_log::LogLevel;
  if (Log::GetLogLevel() == LogLevel::Warning) Log::SetLogLevel(LogLevel::Error);
  Providers().reset();
}

}  // namespace

/// Sets up the SDK; called once, when the first client is used. Throws the exceptions of the SDK.
extern "C" void dbspan_autosetup_sdk() {
  dbspan::sdk::Setup setup;
  made_in = dbspan::ProcessLife::Generation();
  setup.flush_at_exit = false;  // `End` destroys the providers at exit, which exports as well
  Providers() = dbspan::sdk::setup(program_invocation_short_name, setup);
  std::atexit(End);
}
