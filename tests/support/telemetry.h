#pragma once

#include <opentelemetry/logs/severity.h>
#include <opentelemetry/sdk/logs/logger_provider.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_metadata.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "dbspan/options.h"

namespace dbspan::test {

using Value = std::variant<std::string, std::int64_t, double, bool>;
/// Attributes by key. A separate type, so that gtest finds the operator that prints it.
struct Attributes : std::map<std::string, Value> {
  using map::map;
};

std::ostream& operator<<(std::ostream& out, const Attributes& attributes);

struct RecordedEvent {
  std::string name;
  Attributes attributes;
};

std::ostream& operator<<(std::ostream& out, const RecordedEvent& event);

/// A finished span as plain data.
struct RecordedSpan {
  std::string name;
  opentelemetry::trace::SpanKind kind{};
  opentelemetry::trace::StatusCode status{};
  std::string description;
  Attributes attributes;
  std::vector<RecordedEvent> events;
  std::string trace_id;
  std::string span_id;
  std::string parent_id;           ///< Empty for a root.
  std::vector<std::string> links;  ///< Ids of the linked spans.
  std::string scope;
  std::string schema_url;
  std::chrono::nanoseconds duration{0};
};

std::ostream& operator<<(std::ostream& out, const RecordedSpan& span);

/// One series of an instrument.
struct RecordedPoint {
  Attributes attributes;
  std::uint64_t count = 0;  ///< Number of measurements of a histogram, or the sum of a counter.
  double sum = 0;
};

std::ostream& operator<<(std::ostream& out, const RecordedPoint& point);

/// One log record.
struct RecordedLog {
  std::string event;
  std::string body;
  opentelemetry::logs::Severity severity{};
  Attributes attributes;
  std::string trace_id;  ///< Empty if the record does not belong to a span.
  std::string span_id;
};

std::ostream& operator<<(std::ostream& out, const RecordedLog& log);

/// OpenTelemetry providers that keep spans, measurements and log records in memory. Thread-safe.
class Telemetry {
 public:
  enum class Sampling { kAll, kNone };

  explicit Telemetry(Sampling sampling = Sampling::kAll);
  explicit Telemetry(std::unique_ptr<opentelemetry::sdk::trace::Sampler> sampler);

  /// Returns default options with these providers.
  Options options() const;
  std::vector<RecordedSpan> Spans() const;
  std::vector<RecordedPoint> Points(const std::string& metric);
  std::vector<RecordedPoint> Durations() { return Points("db.client.operation.duration"); }
  std::vector<RecordedPoint> Rows() { return Points("db.client.response.returned_rows"); }
  std::vector<RecordedPoint> Lookups() { return Points("dbspan.cache.lookups"); }
  std::vector<RecordedLog> Logs() const;
  void Clear();
  const std::shared_ptr<opentelemetry::sdk::trace::TracerProvider>& tracers() const {
    return tracers_;
  }
  const std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider>& meters() const {
    return meters_;
  }

 private:
  class Reader;
  struct Store {
    std::mutex mutex;
    std::vector<RecordedSpan> spans;
    std::vector<RecordedLog> logs;
  };
  class Exporter;
  class LogExporter;

  std::shared_ptr<Store> store_ = std::make_shared<Store>();
  std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> tracers_;
  std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider> meters_;
  std::shared_ptr<opentelemetry::sdk::logs::LoggerProvider> loggers_;
  std::shared_ptr<Reader> reader_;
};

/// Makes the tracer provider of `telemetry` the process-wide one, and restores the previous
/// provider in the destructor.
class GlobalTracers {
 public:
  explicit GlobalTracers(const Telemetry& telemetry) {
    opentelemetry::trace::Provider::SetTracerProvider(telemetry.options().tracer_provider);
  }
  GlobalTracers(const GlobalTracers&) = delete;
  GlobalTracers& operator=(const GlobalTracers&) = delete;
  ~GlobalTracers() { opentelemetry::trace::Provider::SetTracerProvider(before_); }

 private:
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> before_ =
      opentelemetry::trace::Provider::GetTracerProvider();
};

}  // namespace dbspan::test
