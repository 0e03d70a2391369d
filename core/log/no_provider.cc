#include "core/log/no_provider.h"

#include <atomic>
#include <string>

#include "core/interpose/copies.h"
#include "core/interpose/loaded_object.h"
#include "core/interpose/meeting_symbols.h"
#include "core/log/log_once.h"
#include "core/options/environment_reader.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::atomic<bool> provider_seen{false};
std::atomic<bool> reported{false};
std::atomic<bool> waited{false};  // for the first call of a plugin, which a preloaded copy may take

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

/// Tells whether a preloaded copy records the calls that this one leaves to it, or reports why it
/// does not. All calls of a program pass through it. Those of a plugin may go past it
/// (RTLD_DEEPBIND); whether they do is known after the first.
bool PreloadedCopyTakesCalls() {
  if (dbspan_preloaded != nullptr || !interpose::HasOtherCopies()) return false;
  return interpose::AnotherCopyTakesCalls() || interpose::StaysLoaded(interpose::OwnObject());
}

}  // namespace

void OnProviderSeen() noexcept { provider_seen.store(true, std::memory_order_relaxed); }

bool AwaitsNoProviderReport() noexcept try {
  if (provider_seen.load(std::memory_order_relaxed)) return false;
  if (reported.load(std::memory_order_relaxed)) return false;
  const bool taken = PreloadedCopyTakesCalls();
  if (taken) reported.store(true, std::memory_order_relaxed);
  return !taken;
} catch (...) {  // no memory to find out
  return true;
}

void ReportNoProvider() noexcept try {
  if (!AwaitsNoProviderReport()) return;
  if (dbspan_preloaded == nullptr && interpose::HasOtherCopies() && !waited.exchange(true)) return;
  reported.store(true, std::memory_order_relaxed);
  if (EnvironmentReader::OfProcess().IsTrue("OTEL_SDK_DISABLED")) return;
  const std::string reason = dbspan_preloaded != nullptr ? dbspan_preloaded() : LinkedReason();
  LogOnce("no provider", "database calls are not recorded: " + reason +
                             " (DBSPAN_ENABLED=off: neither calls nor this line)");
} catch (...) {  // no memory for the message
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
