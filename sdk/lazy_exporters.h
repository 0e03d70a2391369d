#pragma once

#include <opentelemetry/sdk/logs/exporter.h>
#include <opentelemetry/sdk/logs/recordable.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/recordable.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Creates an exporter when there is something to export. OTLP exporters open file descriptors when
/// they are created, and some programs rely on getting particular descriptor numbers.
template <class Exporter>
class Lazy {
 public:
  using Make = std::function<std::unique_ptr<Exporter>()>;

  explicit Lazy(Make make) : make_(std::move(make)) {}

  /// Returns the exporter; creates it at the first call. Null if there is no memory.
  Exporter* Get() noexcept try {
    const std::lock_guard lock{mutex_};
    if (exporter_ == nullptr) exporter_ = make_();
    return exporter_.get();
  } catch (...) {
    return nullptr;
  }
  /// Returns the exporter, or null if it has not been created.
  Exporter* Made() noexcept {
    const std::lock_guard lock{mutex_};
    return exporter_.get();
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept {
    Exporter* const made = Made();
    return made == nullptr || made->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept {
    Exporter* const made = Made();
    return made == nullptr || made->Shutdown(timeout);
  }

 private:
  const Make make_;
  std::mutex mutex_;
  std::unique_ptr<Exporter> exporter_;
};

/// An exporter of spans or log records that is created when it is first used.
template <class Exporter, class Recordable>
class LazyRecordExporter : public Exporter {
 public:
  explicit LazyRecordExporter(typename Lazy<Exporter>::Make make) : lazy_(std::move(make)) {}

  std::unique_ptr<Recordable> MakeRecordable() noexcept override {
    Exporter* const exporter = lazy_.Get();
    return exporter == nullptr ? nullptr : exporter->MakeRecordable();
  }
  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::nostd::span<std::unique_ptr<Recordable>>& records) noexcept override {
    Exporter* const exporter = lazy_.Get();
    return exporter == nullptr ? opentelemetry::sdk::common::ExportResult::kFailure
                               : exporter->Export(records);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return lazy_.ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return lazy_.Shutdown(timeout);
  }

 private:
  Lazy<Exporter> lazy_;
};

using LazySpanExporter = LazyRecordExporter<opentelemetry::sdk::trace::SpanExporter,
                                            opentelemetry::sdk::trace::Recordable>;
using LazyLogExporter = LazyRecordExporter<opentelemetry::sdk::logs::LogRecordExporter,
                                           opentelemetry::sdk::logs::Recordable>;

class LazyMetricExporter : public opentelemetry::sdk::metrics::PushMetricExporter {
 public:
  explicit LazyMetricExporter(Lazy<PushMetricExporter>::Make make) : lazy_(std::move(make)) {}

  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::sdk::metrics::ResourceMetrics& data) noexcept override {
    PushMetricExporter* const exporter = data.scope_metric_data_.empty() ? nullptr : lazy_.Get();
    return exporter == nullptr ? opentelemetry::sdk::common::ExportResult::kSuccess
                               : exporter->Export(data);
  }
  opentelemetry::sdk::metrics::AggregationTemporality GetAggregationTemporality(
      opentelemetry::sdk::metrics::InstrumentType instrument) const noexcept override {
    PushMetricExporter* const exporter = lazy_.Get();
    return exporter == nullptr ? opentelemetry::sdk::metrics::AggregationTemporality::kCumulative
                               : exporter->GetAggregationTemporality(instrument);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return lazy_.ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return lazy_.Shutdown(timeout);
  }

 private:
  mutable Lazy<PushMetricExporter> lazy_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
