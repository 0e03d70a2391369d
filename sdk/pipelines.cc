#include "sdk/pipelines.h"

#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/logs/batch_log_record_processor_factory.h>
#include <opentelemetry/sdk/logs/processor.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/view/view_registry.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/random_id_generator.h>
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
#include "core/process/exit_deadline.h"
#include "core/process/process_life.h"
#include "dbspan/sdk/views.h"
#include "sdk/exporters.h"
#include "sdk/propagators.h"
#include "sdk/recorded_operations.h"
#include "sdk/run_within.h"
#include "sdk/span_pipeline.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otel_trace = opentelemetry::trace;
namespace otel_metrics = opentelemetry::metrics;
namespace otel_logs = opentelemetry::logs;
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
  ConstructStaticsOfExporters(environment);
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
