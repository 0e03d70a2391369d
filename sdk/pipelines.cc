#include "sdk/pipelines.h"

#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/composite_propagator.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/logs/batch_log_record_processor_factory.h>
#include <opentelemetry/sdk/logs/processor.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/view/view_registry.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/random_id_generator.h>
#include <opentelemetry/sdk/trace/samplers/always_off_factory.h>
#include <opentelemetry/sdk/trace/samplers/always_on_factory.h>
#include <opentelemetry/sdk/trace/samplers/parent_factory.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio_factory.h>
#include <opentelemetry/sdk/trace/simple_processor_factory.h>
#include <opentelemetry/trace/propagation/b3_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/propagation/jaeger.h>
#include <opentelemetry/trace/provider.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/log/log_once.h"
#include "core/options/duration.h"
#include "core/options/environment_reader.h"
#include "core/process/exit_deadline.h"
#include "core/process/process_life.h"
#include "dbspan/sdk/baggage_processor.h"
#include "dbspan/sdk/finding_processor.h"
#include "dbspan/sdk/keeping.h"
#include "dbspan/sdk/merging_processor.h"
#include "dbspan/sdk/statement_rate_sampler.h"
#include "dbspan/sdk/tree_exporter.h"
#include "dbspan/sdk/views.h"
#include "insight/live/settings.h"
#include "sdk/batch_processor.h"
#include "sdk/exporters.h"
#include "sdk/recorded_operations.h"
#include "sdk/run_within.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otel_trace = opentelemetry::trace;
namespace otel_metrics = opentelemetry::metrics;
namespace otel_logs = opentelemetry::logs;
namespace propagation = opentelemetry::context::propagation;
namespace resource = opentelemetry::sdk::resource;
namespace sdk_logs = opentelemetry::sdk::logs;
namespace sdk_metrics = opentelemetry::sdk::metrics;
namespace sdk_trace = opentelemetry::sdk::trace;

// Builds the same resource as the recorder. In Resource::Create, OTEL_RESOURCE_ATTRIBUTES overrides
// the argument, but OTEL_SERVICE_NAME does not. So leave the service name out if OTEL_SERVICE_NAME
// is set.
resource::Resource ResourceOf(const std::string& service, const Environment& environment,
                              const std::map<std::string, std::string>& process) {
  resource::ResourceAttributes attributes;
  if (!service.empty() && !environment.names_service)
    attributes.SetAttribute("service.name", service);
  for (const auto& [key, value] : process) {
    if (!value.empty()) attributes.SetAttribute(key, nostd::string_view{value});
  }
  if (!process.empty()) attributes.SetAttribute("process.pid", static_cast<std::int64_t>(getpid()));
  return resource::Resource::Create(attributes);
}

bool Keeps(const Setup& setup) noexcept {
  return setup.keep_failed || setup.keep_slower_than.count() > 0;
}

std::unique_ptr<sdk_trace::Sampler> RootSamplerOf(const Environment& environment) {
  switch (environment.sampler) {
    case SamplerKind::kAlwaysOff:
      return sdk_trace::AlwaysOffSamplerFactory::Create();
    case SamplerKind::kRatio:
      return sdk_trace::TraceIdRatioBasedSamplerFactory::Create(environment.sampler_ratio);
    case SamplerKind::kAlwaysOn:
      break;
  }
  return sdk_trace::AlwaysOnSamplerFactory::Create();
}

std::unique_ptr<sdk_trace::Sampler> SamplerOf(const Setup& setup, const Environment& environment) {
  auto sampler = RootSamplerOf(environment);
  if (environment.parent_based) {
    sampler = sdk_trace::ParentBasedSamplerFactory::Create(std::move(sampler));
  }
  if (setup.spans_per_statement_per_second > 0) {
    sampler = std::make_unique<StatementRateSampler>(setup.spans_per_statement_per_second,
                                                     std::move(sampler));
  }
  if (Keeps(setup)) sampler = std::make_unique<KeepingSampler>(std::move(sampler));
  return sampler;
}

// A value that is not accepted is reported by the recorder, which reads it as well.
std::chrono::nanoseconds MergesFasterThan(const Setup& setup) {
  if (setup.merge_faster_than.count() > 0) return setup.merge_faster_than;
  const auto variable = EnvironmentReader::OfProcess().Find("DBSPAN_MERGE_FASTER_THAN");
  if (!variable) return setup.merge_faster_than;
  return ReadDuration(variable->value).value_or(setup.merge_faster_than);
}

std::unique_ptr<sdk_trace::SpanProcessor> Decorated(
    std::unique_ptr<sdk_trace::SpanProcessor> processor, const Setup& setup) {
  if (const auto faster_than = MergesFasterThan(setup); faster_than.count() > 0) {
    processor = MakeMergingProcessor(std::move(processor), faster_than);
  }
  if (!setup.baggage_keys.empty()) {
    processor = std::make_unique<BaggageProcessor>(std::move(processor), setup.baggage_keys);
  }
  if (Keeps(setup)) {
    processor = std::make_unique<KeepingProcessor>(
        std::move(processor), Keeping{setup.keep_failed, setup.keep_slower_than});
  }
  return processor;
}

std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> ProcessorsOf(
    const Setup& setup, const Environment& environment) {
  std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> processors;
  if (setup.tree != nullptr) {
    processors.push_back(Decorated(
        sdk_trace::SimpleSpanProcessorFactory::Create(std::make_unique<TreeExporter>(*setup.tree)),
        setup));
  }
  if (auto exporter = SpanExporterOf(environment.traces)) {
    processors.push_back(
        Decorated(std::make_unique<BatchProcessor>(std::move(exporter), environment.spans), setup));
  }
  // One of them tells the ends of spans: that of the exporter, if there is one.
  if (!processors.empty() && detail::GetFindingSettings().signal != FindingSignal::kOff) {
    processors.back() = MakeFindingProcessor(std::move(processors.back()));
  }
  return processors;
}

nostd::shared_ptr<propagation::TextMapPropagator> PropagatorOf(
    const std::vector<Propagation>& chosen) {
  std::vector<std::unique_ptr<propagation::TextMapPropagator>> propagators;
  for (const Propagation one : chosen) {
    switch (one) {
      case Propagation::kTraceContext:
        propagators.push_back(std::make_unique<otel_trace::propagation::HttpTraceContext>());
        break;
      case Propagation::kBaggage:
        propagators.push_back(
            std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>());
        break;
      case Propagation::kB3:
        propagators.push_back(std::make_unique<otel_trace::propagation::B3Propagator>());
        break;
      case Propagation::kB3Multi:
        propagators.push_back(std::make_unique<otel_trace::propagation::B3PropagatorMultiHeader>());
        break;
      case Propagation::kJaeger:
        propagators.push_back(std::make_unique<otel_trace::propagation::JaegerPropagator>());
        break;
    }
  }
  return nostd::shared_ptr<propagation::TextMapPropagator>{
      new propagation::CompositePropagator{std::move(propagators)}};
}

std::shared_ptr<sdk_metrics::MeterProvider> MetersOf(const Environment& environment,
                                                     const resource::Resource& resource) {
  auto meters = std::make_shared<sdk_metrics::MeterProvider>(
      std::make_unique<sdk_metrics::ViewRegistry>(), resource);
  if (auto exporter = MetricExporterOf(environment.metrics)) {
    meters->AddMetricReader(sdk_metrics::PeriodicExportingMetricReaderFactory::Create(
        std::move(exporter), environment.reader));
  }
  AddDurationViews(*meters);
  return meters;
}

std::shared_ptr<sdk_logs::LoggerProvider> LoggersOf(const Environment& environment,
                                                    const resource::Resource& resource) {
  std::vector<std::unique_ptr<sdk_logs::LogRecordProcessor>> processors;
  if (auto exporter = LogExporterOf(environment.logs)) {
    processors.push_back(sdk_logs::BatchLogRecordProcessorFactory::Create(std::move(exporter),
                                                                          environment.log_records));
  }
  return std::make_shared<sdk_logs::LoggerProvider>(std::move(processors), resource);
}

}  // namespace

Providers::Pipelines::Pipelines(const std::string& service, const Setup& setup,
                                const Environment& environment)
    : exit_timeout_(environment.exit_timeout) {
  const resource::Resource resource =
      ResourceOf(service, environment, RecordedOperations::DescribeProcess(service));
  tracers_ = std::make_shared<sdk_trace::TracerProvider>(
      ProcessorsOf(setup, environment), resource, SamplerOf(setup, environment),
      std::make_unique<sdk_trace::RandomIdGenerator>());
  meters_ = MetersOf(environment, resource);
  loggers_ = LoggersOf(environment, resource);
  const auto generation = ProcessLife::Generation();
  ProcessLife::OnProvider(tracers_.get(), generation);
  ProcessLife::OnProvider(meters_.get(), generation);
  installed_ = std::make_unique<InstalledProviders>(
      ProviderSet{nostd::shared_ptr<otel_trace::TracerProvider>{tracers_},
                  nostd::shared_ptr<otel_metrics::MeterProvider>{meters_},
                  nostd::shared_ptr<otel_logs::LoggerProvider>{loggers_},
                  PropagatorOf(environment.propagators)});
}

Providers::Pipelines::~Pipelines() {
  if (InstalledProviders::StaticsAreGone()) {
    // The destructors of the SDK would report to objects that are already destroyed, so leak the
    // providers. Everything was exported when `exit` began (Termination).
    new auto(std::move(tracers_));
    new auto(std::move(meters_));
    new auto(std::move(loggers_));
    static_cast<void>(installed_.release());
  }
}

void Providers::Pipelines::Uninstall() {
  if (!InstalledProviders::StaticsAreGone()) installed_.reset();
}

bool Providers::Pipelines::RunWithinLimit(const std::shared_ptr<Pipelines>& pipelines,
                                          std::chrono::nanoseconds spent,
                                          void (Pipelines::*work)() noexcept) noexcept try {
  using std::chrono::milliseconds;
  const milliseconds limit = pipelines->exit_timeout_;
  const auto left =
      std::max(std::chrono::duration_cast<milliseconds>(limit - spent), milliseconds{0});
  if (RunWithin(ExitDeadline::HasBegun() ? ExitDeadline::LeftOf(limit) : left,
                [pipelines, work] { (pipelines.get()->*work)(); }))
    return true;
  LogOnce("exit timeout", "the receiver took longer than DBSPAN_EXIT_TIMEOUT (" +
                              std::to_string(limit.count()) +
                              " ms) for the last export: what it has not taken is lost");
  return false;
} catch (...) {  // no memory: nothing is exported
  return true;
}

bool Providers::Pipelines::ShutDown(const std::shared_ptr<Pipelines>& pipelines,
                                    std::chrono::nanoseconds spent) noexcept {
  if (InstalledProviders::StaticsAreGone()) return true;
  return RunWithinLimit(pipelines, spent, &Pipelines::ShutDownAll);
}

void Providers::Pipelines::FlushWithin(const std::shared_ptr<Pipelines>& pipelines,
                                       std::chrono::nanoseconds spent) noexcept {
  RunWithinLimit(pipelines, spent, &Pipelines::FlushAll);
}

void Providers::Pipelines::FlushAll() noexcept { Flush(std::chrono::seconds{10}); }

void Providers::Pipelines::ShutDownAll() noexcept {
  // Shutdown exports everything that the batch processors still have, so a flush is unnecessary. It
  // could also hang for a schedule delay: if the SDK's thread finishes before the flushing thread
  // waits for it. Metric readers export nothing on shutdown, so flush them.
  tracers_->Shutdown();
  loggers_->Shutdown();
  meters_->ForceFlush(std::chrono::seconds{30});
}

bool Providers::Pipelines::Flush(std::chrono::microseconds timeout) noexcept {
  const bool spans = tracers_->ForceFlush(timeout);
  const bool measurements = meters_->ForceFlush(timeout);
  const bool records = loggers_->ForceFlush(timeout);
  return spans && measurements && records;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
