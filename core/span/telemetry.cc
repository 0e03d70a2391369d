#include "core/span/telemetry.h"

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <typeinfo>
#include <utility>

#include "core/process/never_destroyed.h"
#include "core/span/attributes.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace metrics = opentelemetry::metrics;
namespace trace = opentelemetry::trace;

Instruments Create(const nostd::shared_ptr<metrics::Meter>& meter) {
  Instruments created;
  created.meter = meter;
  created.duration = meter->CreateDoubleHistogram(View(attribute::kDurationMetric),
                                                  "Duration of database client operations.", "s");
  created.returned_rows =
      meter->CreateUInt64Histogram(View(attribute::kReturnedRowsMetric),
                                   "Rows returned by database client operations.", "{row}");
  created.lookups = meter->CreateUInt64Counter(
      View(attribute::kLookupsMetric), "Items looked up in a cache, by whether they were there.",
      "{item}");
  return created;
}

// Kept forever, with their meters, so that an address always identifies the same meter. There is
// one per meter provider that the process ever had.
const Instruments& InstrumentsOf(const nostd::shared_ptr<metrics::Meter>& meter) {
  static std::mutex mutex;
  static NeverDestroyed<std::deque<Instruments>> all;
  auto& known = all.Get();
  const std::lock_guard lock{mutex};
  for (const Instruments& candidate : known) {
    if (candidate.meter == meter) return candidate;
  }
  known.push_back(Create(meter));
  return known.back();
}

bool DoesNothing(const trace::TracerProvider* tracers) noexcept {
  return tracers == nullptr || typeid(*tracers) == typeid(trace::NoopTracerProvider);
}

/// Tells whether the sink takes precedence over this provider.
bool IsFree(const trace::TracerProvider* tracers) noexcept {
  return DoesNothing(tracers) || OwnProviders::Has(tracers) ||
         Sink::preferred_to() == Sink::Providers::kAll;
}

/// Keeps a no-op provider forever, so that no other provider gets its address. Returns false if too
/// many are kept already.
bool KeepForGood(nostd::shared_ptr<trace::TracerProvider>&& provider) {
  struct Kept {
    const void* address;
    nostd::shared_ptr<trace::TracerProvider> provider;  // never called: its code may be unloaded
  };
  constexpr std::size_t kMost = 32;  // applications set one or two
  static std::mutex mutex;
  static NeverDestroyed<std::deque<Kept>> kept;
  auto& all = kept.Get();
  const std::lock_guard lock{mutex};
  const void* const address = provider.get();
  const auto is_same = [address](const Kept& one) { return one.address == address; };
  if (std::any_of(all.begin(), all.end(), is_same)) return true;
  if (all.size() == kMost) return false;
  all.push_back({address, std::move(provider)});
  return true;
}

/// Returns the sink for the operations of a client with these options, or null. With hooks that
/// need a span, operations go to the API.
const Sink* SinkFor(const Options& options, const trace::TracerProvider* tracers) noexcept {
  if (options.tracer_provider || options.meter_provider || options.logger_provider) return nullptr;
  if (options.hooks.on_start || options.hooks.on_end) return nullptr;
  const Sink* const sink = Sink::Installed();
  return sink != nullptr && IsFree(tracers) ? sink : nullptr;
}

}  // namespace

Telemetry::Telemetry(const Client& client, const Options& options, TelemetryUse::Generation made_in)
    : generation(made_in) {
  if (generation == 0) return;  // the process is exiting
  watched = Sink::IsWatched();
  looked_on = watched || options.report_interval.count() > 0;
  image = ProviderImage::Take();
  const auto tracers =
      options.tracer_provider ? options.tracer_provider : trace::Provider::GetTracerProvider();
  provider = tracers.get();
  if (options.tracer_provider || !image.IsCurrent()) image = ProviderImage{};
  if (const Sink* const found = SinkFor(options, tracers.get())) {
    sink_scope = found->ScopeOf(client.scope);
    if (sink_scope != 0) {
      sink = found;
      provider_stays = provider == nullptr;
      if (DoesNothing(tracers.get())) held_ = tracers;
      return;
    }
  }
  // Applications clear the global provider with a null pointer.
  if (tracers && !ProcessLife::IsInherited(provider, generation)) {
    tracer = tracers->GetTracer(View(client.scope), kVersion, View(attribute::kSchemaUrl));
    records_spans = tracer && dynamic_cast<trace::NoopTracer*>(tracer.get()) == nullptr;
    if (records_spans) ProcessLife::OnProvider(provider, generation);
  }
  const auto meters =
      options.meter_provider ? options.meter_provider : metrics::Provider::GetMeterProvider();
  meter_provider = meters.get();
  if (!meters || !options.metrics) return;
  if (dynamic_cast<metrics::NoopMeterProvider*>(meters.get()) != nullptr) return;
  if (ProcessLife::IsInherited(meter_provider, generation)) return;
  ProcessLife::OnProvider(meter_provider, generation);
  meter = meters->GetMeter(View(client.scope), kVersion, View(attribute::kSchemaUrl));
}

void Telemetry::Emit(const Options& options, std::string_view scope, const LogEntry& entry) const {
  if (sink != nullptr) return sink->Log(sink_scope, entry);
  EmitLog(options, scope, entry);
}

bool Telemetry::StillGoesToSink(const trace::TracerProvider* now) const noexcept {
  return now == provider && sink == Sink::Installed() && IsFree(now);
}

void Telemetry::Keep() {
  if (meter) instruments = &InstrumentsOf(meter);
  if (held_) provider_stays = KeepForGood(std::move(held_));
  held_ = {};  // this object lives forever, the provider only if it was kept
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
