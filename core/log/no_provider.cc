#include "core/log/no_provider.h"

#include <atomic>
#include <string>

#include "core/interpose/loaded_object.h"
#include "core/interpose/meeting_symbols.h"
#include "core/log/log_once.h"
#include "core/options/environment_reader.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::atomic<bool> provider_seen{false};
std::atomic<bool> reported{false};

/// Returns the reason and the advice for a program or plugin that dbspan is linked into.
std::string LinkedReason() {
  const interpose::LoadedObject& own = interpose::OwnObject();
  if (interpose::StaysLoaded(own)) {
    return "the program has set no OpenTelemetry tracer provider. Call dbspan::sdk::setup at the "
           "start of main, or set providers of your own";
  }
  // The provider of the program may be there, but in another copy of the API's variables.
  return "no OpenTelemetry tracer provider is visible to " + own.soname +
         ". Set one in the program, link the program with -rdynamic, and load the plugin without "
         "RTLD_DEEPBIND, which hides the program's provider from it";
}

}  // namespace

void OnProviderSeen() noexcept { provider_seen.store(true, std::memory_order_relaxed); }

bool AwaitsNoProviderReport() noexcept {
  return !provider_seen.load(std::memory_order_relaxed) &&
         !reported.load(std::memory_order_relaxed);
}

void ReportNoProvider() noexcept try {
  if (!AwaitsNoProviderReport()) return;
  reported.store(true, std::memory_order_relaxed);
  if (EnvironmentReader::OfProcess().IsTrue("OTEL_SDK_DISABLED")) return;
  const std::string reason = dbspan_preloaded != nullptr ? dbspan_preloaded() : LinkedReason();
  LogOnce("no provider", "database calls are not recorded: " + reason +
                             " (DBSPAN_ENABLED=off: neither calls nor this line)");
} catch (...) {  // no memory for the message
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
