// The application replaces its providers repeatedly while threads are in calls. A provider is
// flushed and destroyed after the next one is set.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/process/redis_case.h"

#ifdef DBSPAN_PROCESS_TRACED
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#endif

namespace {

#ifdef DBSPAN_PROCESS_TRACED
namespace otel = opentelemetry;
namespace nostd = opentelemetry::nostd;
using otel::sdk::common::ExportResult;

class Spans : public otel::sdk::trace::SpanExporter {
 public:
  std::unique_ptr<otel::sdk::trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<otel::sdk::trace::SpanData>();
  }
  ExportResult Export(
      const nostd::span<std::unique_ptr<otel::sdk::trace::Recordable>>&) noexcept override {
    return ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }
};

class Metrics : public otel::sdk::metrics::PushMetricExporter {
 public:
  ExportResult Export(const otel::sdk::metrics::ResourceMetrics&) noexcept override {
    return ExportResult::kSuccess;
  }
  otel::sdk::metrics::AggregationTemporality GetAggregationTemporality(
      otel::sdk::metrics::InstrumentType) const noexcept override {
    return otel::sdk::metrics::AggregationTemporality::kCumulative;
  }
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }
};

void ReplaceProviders() {
  // The SDK logs that a reader collects while it shuts down; this does not concern the test.
  using otel::sdk::common::internal_log::GlobalLogHandler;
  GlobalLogHandler::SetLogLevel(otel::sdk::common::internal_log::LogLevel::None);
  auto meters = std::make_shared<otel::sdk::metrics::MeterProvider>();
  meters->AddMetricReader(otel::sdk::metrics::PeriodicExportingMetricReaderFactory::Create(
      std::make_unique<Metrics>(), {}));
  otel::metrics::Provider::SetMeterProvider(
      nostd::shared_ptr<otel::metrics::MeterProvider>{meters});
  auto tracers = std::make_shared<otel::sdk::trace::TracerProvider>(
      otel::sdk::trace::BatchSpanProcessorFactory::Create(std::make_unique<Spans>(), {}));
  otel::trace::Provider::SetTracerProvider(nostd::shared_ptr<otel::trace::TracerProvider>{tracers});
}

void RemoveProviders() {
  otel::metrics::Provider::SetMeterProvider(nostd::shared_ptr<otel::metrics::MeterProvider>{});
  otel::trace::Provider::SetTracerProvider(nostd::shared_ptr<otel::trace::TracerProvider>{});
}
#else
void ReplaceProviders() {}
void RemoveProviders() {}
#endif

}  // namespace

int main() {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads(4);
  for (std::thread& thread : threads) {
    thread = std::thread{[&done] {
      redisContext* const context = dbspan::process::ConnectRedis();
      while (!done) dbspan::process::Ask(context, "PING");
      redisFree(context);
    }};
  }
  for (int i = 0; i < 100; ++i) {
    ReplaceProviders();
    usleep(2000);
    if (i % 10 == 9) RemoveProviders();
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  RemoveProviders();
  return 3;
}
