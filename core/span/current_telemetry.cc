// Finds out where operations go now: to a sink, or to which providers.
#include <opentelemetry/trace/provider.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "core/interpose/copies.h"
#include "core/interpose/tick_clock.h"
#include "core/log/no_provider.h"
#include "core/process/process_life.h"
#include "core/span/current_context.h"
#include "core/span/instrumenter_state.h"
#include "core/span/sink.h"
#include "core/span/telemetry.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

/// A separate function, so that the result is constructed in place and not moved.
nostd::shared_ptr<trace::TracerProvider> TracersOf(const Options& options) noexcept {
  if (options.tracer_provider) return options.tracer_provider;
  return trace::Provider::GetTracerProvider();
}

}  // namespace

namespace detail {

const Telemetry* InstrumenterState::LookAgain(std::uint32_t generation) const noexcept try {
  const Telemetry* const known = telemetry_.load(std::memory_order_acquire);
  if (generation != known->generation) return Refresh(generation);
  const auto tracers = TracersOf(options_);
  // For a sink only the kind of provider matters, so a new provider at the same address makes no
  // difference.
  const bool installed = known->installation == Sink::installation();
  if (known->sink != nullptr && installed && known->StillGoesToSink(tracers.get())) return known;
  const std::uint64_t now = Ticks();
  const std::uint64_t trusted_for = now - known->confirmed_at.load(std::memory_order_relaxed);
  const bool same = tracers.get() == known->provider && installed;
  if (same && trusted_for < kConfirmationTicks) return known;
  const Telemetry* const fresh = Refresh(generation);
  if (!options_.tracer_provider) NoteProvider(*fresh);
  return fresh;
} catch (...) {
  return nullptr;  // no memory to check
}

void InstrumenterState::NoteProvider(const Telemetry& fresh) const noexcept {
  if (fresh.Records()) {
    OnProviderSeen();
  } else if (AwaitsNoProviderReport()) {
    fresh.awaits_report.store(true, std::memory_order_relaxed);
    fresh.confirmed_at.store(0, std::memory_order_relaxed);  // the next operation checks again
  } else {
    fresh.awaits_report.store(false, std::memory_order_relaxed);
  }
}

const Telemetry* InstrumenterState::Refresh(std::uint32_t generation) const {
  // While the process exits, the statics of the API may have been destroyed.
  if (generation != 0) CurrentContext::LookForStorage();
  auto fresh = std::make_unique<Telemetry>(client_, options_, generation);
  fresh->confirmed_at.store(Ticks(), std::memory_order_relaxed);
  const std::lock_guard lock{refresh_mutex_};
  const Telemetry* known = telemetry_.load(std::memory_order_acquire);
  if (known != nullptr && known->SameAs(*fresh)) {
    ProcessLife::WatchAgain();
    known->confirmed_at.store(fresh->confirmed_at.load(std::memory_order_relaxed),
                              std::memory_order_relaxed);
    return known;
  }
  fresh->Keep();
  if (fresh->TakesCalls()) interpose::ClaimCalls();
  // The previous one is kept, because operations that started with it are still running. Providers
  // change a few times in the life of a process.
  retained_.push_back(std::move(fresh));
  telemetry_.store(retained_.back().get(), std::memory_order_release);
  return retained_.back().get();
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
