#include "core/log/no_provider.h"

#include <atomic>
#include <string>

#include "core/interpose/meeting_symbols.h"
#include "core/log/log_once.h"
#include "core/options/environment_reader.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::atomic<bool> provider_seen{false};
std::atomic<bool> reported{false};

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
  const std::string reason =
      dbspan_preloaded != nullptr
          ? dbspan_preloaded()
          : "the program has set no OpenTelemetry tracer provider. Call dbspan::sdk::setup at the "
            "start of main, or set providers of your own";
  LogOnce("no provider", "database calls are not recorded: " + reason +
                             " (DBSPAN_ENABLED=off: neither calls nor this line)");
} catch (...) {  // no memory for the message
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
