#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <opentelemetry/trace/tracer.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/interpose/tick_clock.h"
#include "core/process/process_life.h"
#include "core/span/provider_image.h"
#include "core/span/sink.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The instruments of one meter. Created once per meter: if an SDK creates an instrument twice, it
/// discards the data of the first.
struct Instruments {
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<std::uint64_t>> returned_rows;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> lookups;
};

/// The tracer and meter that an instrumenter records with, or the sink that it uses instead.
/// Immutable once published.
///
/// Holds the tracer but not the provider: the application decides when its provider is flushed and
/// destroyed.
struct Telemetry {
  /// In a forked child, providers that existed before the fork record nothing, because their
  /// threads stayed in the parent.
  Telemetry(const Client& client, const Options& options, TelemetryUse::Generation generation);

  /// Emits a log record through the sink if there is one, else through a logger provider.
  void Emit(const Options& options, std::string_view scope, const LogEntry& entry) const;
  /// Prepares an object that will be used. Most objects equal the known one and are discarded
  /// before.
  void Keep();
  /// Tells whether anything can record operations.
  bool Records() const noexcept {
    return records_spans || instruments != nullptr || sink != nullptr || watched;
  }

  /// Tells whether operations become spans or measurements, so that other copies of dbspan must not
  /// record them.
  bool TakesCalls() const noexcept {
    return records_spans || instruments != nullptr || sink != nullptr;
  }

  /// Tells whether `other` has the same tracer, meter provider and sink.
  bool SameAs(const Telemetry& other) const noexcept {
    return generation == other.generation && provider == other.provider && tracer == other.tracer &&
           meter_provider == other.meter_provider && meter == other.meter && sink == other.sink &&
           installation == other.installation && image == other.image;
  }
  /// Returns true, without calling the API, if operations still go to the same destination. False
  /// means that this is unknown. For providers that record, a confirmation is trusted for
  /// `trusted_for` ticks.
  bool IsSurelyCurrent(std::uint64_t trusted_for) const noexcept {
    if (sink != nullptr) return StaysInSink();
    if (!image.IsCurrent()) return false;
    return Ticks() - confirmed_at.load(std::memory_order_relaxed) < trusted_for;
  }
  /// Like IsSurelyCurrent, if there is a sink.
  [[gnu::always_inline]] bool StaysInSink() const noexcept {
    return image.IsCurrent() && (provider_stays || IsFreeByAddress());
  }
  /// Tells whether operations still go to `sink` while `now` is the tracer provider, which may be a
  /// new one at the address of a destroyed one. Allocates nothing.
  bool StillGoesToSink(const opentelemetry::trace::TracerProvider* now) const noexcept;

  const TelemetryUse::Generation generation;  ///< The process generation in which it was created.
  const void* provider = nullptr;  ///< Identity of the tracer provider; never dereferenced.
  ProviderImage image;  ///< Image of `provider`, if it is the process-wide one and did not change
                        ///< meanwhile.
  /// The address of `provider` is never reused: it is null, or a no-op provider that is kept
  /// forever.
  bool provider_stays = false;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer;
  bool records_spans = false;
  const void* meter_provider = nullptr;  ///< Identity of the meter provider; never dereferenced.
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  const Instruments* instruments =
      nullptr;  ///< Null without metrics; otherwise never destroyed, like their meter.
  const std::uintptr_t installation = Sink::installation();
  bool watched = false;  ///< Operations are watched (watcher.h).
  /// Every operation is timed, for the watcher or for reports of statements.
  bool looked_on = false;
  const Sink* sink = nullptr;  ///< The sink, if it takes the operations instead of the providers.
  Sink::Scope sink_scope = 0;
  /// Ticks when the providers were last confirmed.
  mutable std::atomic<std::uint64_t> confirmed_at{0};
  /// Nothing records, and the first suitable operation shall report that.
  mutable std::atomic<bool> awaits_report{false};

 private:
  bool IsFreeByAddress() const noexcept {
    return Sink::preferred_to() == Sink::Providers::kAll || OwnProviders::Has(provider);
  }

  // A no-op provider that Keep() will keep alive forever.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> held_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
