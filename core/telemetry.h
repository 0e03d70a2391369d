#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <opentelemetry/trace/tracer.h>

#include <atomic>
#include <chrono>
#include <cstdint>

#include "dbspan/instrumenter.h"
#include "dbspan/options.h"

namespace dbspan {

/// What one pair of providers gave an instrumenter to record with. Immutable once published.
///
/// Holds the tracer but not the provider: the application decides when its provider dies and flushes.
struct Telemetry {
  Telemetry(const Client& client, const Options& options);

  /// Creates the instruments; apart from the constructor because an SDK keeps every instrument it made.
  void CreateInstruments();
  /// Tells whether there is anything that could record.
  bool Records() const noexcept { return records_spans || duration != nullptr; }

  /// Tells whether `other` leads to the same tracer and meter provider.
  bool SameAs(const Telemetry& other) const noexcept {
    return provider == other.provider && tracer == other.tracer &&
           meter_provider == other.meter_provider && meter == other.meter;
  }

  const void* provider = nullptr;  ///< Identity of the tracer provider; never dereferenced.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer;
  bool records_spans = false;
  const void* meter_provider = nullptr;  ///< Identity of the meter provider; never dereferenced.
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> lookups;
  /// When the identities were last confirmed, in steady-clock ticks.
  mutable std::atomic<std::chrono::steady_clock::rep> confirmed_at{0};
};

}  // namespace dbspan
