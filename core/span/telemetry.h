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

/// The instruments of one meter, made once: an SDK that is asked twice forgets the first ones'
/// data.
struct Instruments {
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<std::uint64_t>> returned_rows;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> lookups;
};

/// What one pair of providers gave an instrumenter to record with, or the sink in their place.
/// Immutable once published.
///
/// Holds the tracer but not the provider: the application decides when its provider dies and
/// flushes.
struct Telemetry {
  /// In a child process, providers that were there before the fork record nothing: their threads
  /// stayed in the parent.
  Telemetry(const Client& client, const Options& options, TelemetryUse::Generation generation);

  /// Emits a log record by the way that operations take, unless the options have another.
  void Emit(const Options& options, std::string_view scope, const LogEntry& entry) const;
  /// Does what one needs that is going to be used: most are found to be known and thrown away.
  void Keep();
  /// Tells whether there is anything that could record.
  bool Records() const noexcept {
    return records_spans || instruments != nullptr || sink != nullptr || watched;
  }

  /// Tells whether `other` leads to the same tracer and meter provider.
  bool SameAs(const Telemetry& other) const noexcept {
    return generation == other.generation && provider == other.provider && tracer == other.tracer &&
           meter_provider == other.meter_provider && meter == other.meter && sink == other.sink &&
           installation == other.installation && image == other.image;
  }
  /// Tells, without asking the API, that operations still go where they went. False may mean that
  /// nobody knows. For providers that record, the answer is trusted for some ticks.
  bool IsSurelyCurrent(std::uint64_t trusted_for) const noexcept {
    if (!image.IsCurrent()) return false;
    if (sink != nullptr) return provider_stays || IsFreeByAddress();
    return Ticks() - confirmed_at.load(std::memory_order_relaxed) < trusted_for;
  }
  /// Tells whether operations still go to `sink` although `now` is the tracer provider: a new one
  /// may be where a dead one was. Allocates nothing.
  bool StillGoesToSink(const opentelemetry::trace::TracerProvider* now) const noexcept;

  const TelemetryUse::Generation generation;  ///< Of the process that it was made in.
  const void* provider = nullptr;  ///< Identity of the tracer provider; never dereferenced.
  ProviderImage image;  ///< Of the same, if it is the process-wide one and nothing changed it.
  /// Its address is nobody else's later: there is none, or it does nothing and is kept.
  bool provider_stays = false;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer;
  bool records_spans = false;
  const void* meter_provider = nullptr;  ///< Identity of the meter provider; never dereferenced.
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  const Instruments* instruments =
      nullptr;  ///< Null without metrics; lives as long as the process.
  const std::uintptr_t installation = Sink::installation();
  bool watched = false;  ///< Somebody watches operations (watcher.h).
  /// Somebody looks at every operation with its time: the watcher, or reports of statements.
  bool looked_on = false;
  const Sink* sink = nullptr;  ///< That, if it takes the operations in the place of all others.
  Sink::Scope sink_scope = 0;
  /// When the identities were last confirmed.
  mutable std::atomic<std::uint64_t> confirmed_at{0};
  /// Nothing records, which is to be reported for the first operation that is worth it.
  mutable std::atomic<bool> awaits_report{false};

 private:
  bool IsFreeByAddress() const noexcept {
    return Sink::preferred_to() == Sink::Providers::kAll || OwnProviders::Has(provider);
  }

  // A provider that does nothing, for Keep.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> held_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
