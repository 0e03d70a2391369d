// Sets the SDK up for a program that knows nothing of it: libdbspan_autosetup_sdk.so, which
// libdbspan_autosetup.so loads (sdk/autosetup.cc).
#include <opentelemetry/sdk/common/global_log_handler.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "core/process/process_life.h"
#include "dbspan/sdk/setup.h"

namespace {

std::unique_ptr<dbspan::sdk::Providers>& Providers() {
  static auto& providers = *new std::unique_ptr<dbspan::sdk::Providers>;
  return providers;
}

dbspan::TelemetryUse::Generation made_in = 0;

void End() {
  if (dbspan::ProcessLife::Generation() != made_in) return;  // the parent's, which ends them itself
  // A reader that is about to collect while it is ended says so on the program's standard error.
  using Log = opentelemetry::sdk::common::internal_log::GlobalLogHandler;
  using opentelemetry::sdk::common::internal_log::LogLevel;
  if (Log::GetLogLevel() == LogLevel::Warning) Log::SetLogLevel(LogLevel::Error);
  Providers().reset();
}

}  // namespace

/// Called once, when the first client is used. Throws what the SDK throws.
extern "C" void dbspan_autosetup_sdk() {
  dbspan::sdk::Setup setup;
  made_in = dbspan::ProcessLife::Generation();
  setup.flush_at_exit = false;  // the providers end there, which exports as well
  Providers() = dbspan::sdk::setup(program_invocation_short_name, setup);
  std::atexit(End);
}
