#include "tests/support/telemetry.h"

#include <opentelemetry/sdk/logs/exporter.h>
#include <opentelemetry/sdk/logs/read_write_log_record.h>
#include <opentelemetry/sdk/logs/simple_log_record_processor.h>
#include <opentelemetry/sdk/metrics/data/point_data.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>

#include <utility>

namespace dbspan::test {
namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;
namespace sdk_metrics = opentelemetry::sdk::metrics;
namespace sdk_logs = opentelemetry::sdk::logs;
namespace sdk_common = opentelemetry::sdk::common;

struct ToValue {
  Value operator()(const std::string& value) const { return value; }
  Value operator()(std::int64_t value) const { return value; }
  Value operator()(double value) const { return value; }
  Value operator()(bool value) const { return value; }
  Value operator()(nostd::string_view value) const { return std::string{value}; }
  Value operator()(const char* value) const { return std::string{value}; }
  template <class Other>
  Value operator()(const Other& /*value*/) const {
    return std::string{"a type that no attribute of ours has"};
  }
};

template <class Map>
Attributes ToAttributes(const Map& map) {
  Attributes attributes;
  for (const auto& [key, value] : map) attributes[key] = nostd::visit(ToValue{}, value);
  return attributes;
}

template <class Id>
std::string Hex(const Id& id) {
  if (!id.IsValid()) return {};
  std::string text(Id::kSize * 2, '0');
  id.ToLowerBase16(nostd::span<char, Id::kSize * 2>{text.data(), text.size()});
  return text;
}

RecordedSpan ToSpan(const sdk_trace::SpanData& data) {
  RecordedSpan span;
  span.name = std::string{data.GetName()};
  span.kind = data.GetSpanKind();
  span.status = data.GetStatus();
  span.description = std::string{data.GetDescription()};
  span.attributes = ToAttributes(data.GetAttributes());
  for (const auto& event : data.GetEvents()) {
    span.events.push_back({event.GetName(), ToAttributes(event.GetAttributes())});
  }
  span.trace_id = Hex(data.GetTraceId());
  span.span_id = Hex(data.GetSpanId());
  span.parent_id = Hex(data.GetParentSpanId());
  for (const auto& link : data.GetLinks()) {
    span.links.push_back(Hex(link.GetSpanContext().span_id()));
  }
  span.scope = data.GetInstrumentationScope().GetName();
  span.schema_url = data.GetInstrumentationScope().GetSchemaURL();
  span.duration = data.GetDuration();
  return span;
}

RecordedLog ToLog(const sdk_logs::ReadWriteLogRecord& record) {
  RecordedLog log;
  log.event = std::string{record.GetEventName()};
  const Value body = nostd::visit(ToValue{}, record.GetBody());
  if (const auto* text = std::get_if<std::string>(&body)) log.body = *text;
  log.severity = record.GetSeverity();
  for (const auto& [key, value] : record.GetAttributes()) {
    log.attributes[key] = nostd::visit(ToValue{}, value);
  }
  log.trace_id = Hex(record.GetTraceId());
  log.span_id = Hex(record.GetSpanId());
  return log;
}

struct Print {
  std::ostream& out;
  void operator()(const std::string& value) const { out << '"' << value << '"'; }
  template <class Number>
  void operator()(const Number& value) const {
    out << value;
  }
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Attributes& attributes) {
  out << '{';
  for (const auto& [key, value] : attributes) {
    out << "\n    " << key << ": ";
    std::visit(Print{out}, value);
  }
  return out << '}';
}

std::ostream& operator<<(std::ostream& out, const RecordedEvent& event) {
  return out << "\n   event " << event.name << ' ' << event.attributes;
}

std::ostream& operator<<(std::ostream& out, const RecordedSpan& span) {
  out << "\n  span \"" << span.name << "\" status " << static_cast<int>(span.status) << " \""
      << span.description << "\" " << span.attributes;
  for (const RecordedEvent& event : span.events) out << event;
  return out;
}

std::ostream& operator<<(std::ostream& out, const RecordedLog& log) {
  return out << "\n  log " << log.event << ' ' << log.attributes;
}

std::ostream& operator<<(std::ostream& out, const RecordedPoint& point) {
  return out << "\n  point " << point.count << ' ' << point.attributes;
}

class Telemetry::Exporter : public sdk_trace::SpanExporter {
 public:
  explicit Exporter(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  sdk_common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    const std::lock_guard lock{store_->mutex};
    for (const auto& span : spans) {
      store_->spans.push_back(ToSpan(static_cast<const sdk_trace::SpanData&>(*span)));
    }
    return sdk_common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  std::shared_ptr<Store> store_;
};

class Telemetry::LogExporter : public sdk_logs::LogRecordExporter {
 public:
  explicit LogExporter(std::shared_ptr<Store> store) : store_(std::move(store)) {}

  std::unique_ptr<sdk_logs::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_logs::ReadWriteLogRecord>();
  }
  sdk_common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_logs::Recordable>>& records) noexcept override {
    const std::lock_guard lock{store_->mutex};
    for (const auto& record : records) {
      store_->logs.push_back(ToLog(static_cast<const sdk_logs::ReadWriteLogRecord&>(*record)));
    }
    return sdk_common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  std::shared_ptr<Store> store_;
};

class Telemetry::Reader : public sdk_metrics::MetricReader {
 public:
  sdk_metrics::AggregationTemporality GetAggregationTemporality(
      sdk_metrics::InstrumentType /*type*/) const noexcept override {
    return sdk_metrics::AggregationTemporality::kCumulative;
  }

 private:
  bool OnForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool OnShutDown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
};

namespace {

std::unique_ptr<sdk_trace::Sampler> SamplerOf(Telemetry::Sampling sampling) {
  if (sampling == Telemetry::Sampling::kAll) return std::make_unique<sdk_trace::AlwaysOnSampler>();
  return std::make_unique<sdk_trace::AlwaysOffSampler>();
}

}  // namespace

Telemetry::Telemetry(Sampling sampling) : Telemetry(SamplerOf(sampling)) {}

Telemetry::Telemetry(std::unique_ptr<sdk_trace::Sampler> sampler)
    : reader_(std::make_shared<Reader>()) {
  tracers_ = std::make_shared<sdk_trace::TracerProvider>(
      std::make_unique<sdk_trace::SimpleSpanProcessor>(std::make_unique<Exporter>(store_)),
      opentelemetry::sdk::resource::Resource::Create({}), std::move(sampler));
  meters_ = std::make_shared<sdk_metrics::MeterProvider>();
  meters_->AddMetricReader(reader_);
  loggers_ = std::make_shared<sdk_logs::LoggerProvider>(
      std::make_unique<sdk_logs::SimpleLogRecordProcessor>(std::make_unique<LogExporter>(store_)));
}

Options Telemetry::options() const {
  Options options;
  options.tracer_provider = nostd::shared_ptr<opentelemetry::trace::TracerProvider>{tracers_};
  options.meter_provider = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{meters_};
  options.logger_provider = nostd::shared_ptr<opentelemetry::logs::LoggerProvider>{loggers_};
  return options;
}

std::vector<RecordedLog> Telemetry::Logs() const {
  const std::lock_guard lock{store_->mutex};
  return store_->logs;
}

std::vector<RecordedSpan> Telemetry::Spans() const {
  const std::lock_guard lock{store_->mutex};
  return store_->spans;
}

std::vector<RecordedPoint> Telemetry::Points(const std::string& metric) {
  std::vector<RecordedPoint> points;
  reader_->Collect([&](sdk_metrics::ResourceMetrics& resource) {
    for (const auto& scope : resource.scope_metric_data_) {
      for (const auto& data : scope.metric_data_) {
        if (data.instrument_descriptor.name_ != metric) continue;
        for (const auto& series : data.point_data_attr_) {
          RecordedPoint point;
          point.attributes = ToAttributes(series.attributes);
          if (const auto* histogram =
                  nostd::get_if<sdk_metrics::HistogramPointData>(&series.point_data)) {
            point.count = histogram->count_;
            const auto* sum = nostd::get_if<double>(&histogram->sum_);
            point.sum = sum != nullptr
                            ? *sum
                            : static_cast<double>(nostd::get<std::int64_t>(histogram->sum_));
          } else if (const auto* sum =
                         nostd::get_if<sdk_metrics::SumPointData>(&series.point_data)) {
            point.count = static_cast<std::uint64_t>(nostd::get<std::int64_t>(sum->value_));
          }
          points.push_back(std::move(point));
        }
      }
    }
    return true;
  });
  return points;
}

void Telemetry::Clear() {
  const std::lock_guard lock{store_->mutex};
  store_->spans.clear();
  store_->logs.clear();
}

}  // namespace dbspan::test
