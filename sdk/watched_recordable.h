#pragma once

#include <opentelemetry/sdk/trace/recordable.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_metadata.h>

#include <chrono>
#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Forwards everything to another recordable, and notes what `KeepingProcessor` needs: sampled
/// flag, status and duration.
class WatchedRecordable : public opentelemetry::sdk::trace::Recordable {
 public:
  using Recordable = opentelemetry::sdk::trace::Recordable;

  explicit WatchedRecordable(std::unique_ptr<Recordable> inner) noexcept
      : inner_(std::move(inner)) {}

  Recordable& inner() noexcept { return *inner_; }
  std::unique_ptr<Recordable> TakeInner() noexcept { return std::move(inner_); }
  bool sampled() const noexcept { return sampled_; }
  bool failed() const noexcept { return failed_; }
  std::chrono::nanoseconds duration() const noexcept { return duration_; }

  void SetIdentity(const opentelemetry::trace::SpanContext& context,
                   opentelemetry::trace::SpanId parent) noexcept override {
    sampled_ = context.IsSampled();
    inner_->SetIdentity(context, parent);
  }
  void SetAttribute(opentelemetry::nostd::string_view key,
                    const opentelemetry::common::AttributeValue& value) noexcept override {
    inner_->SetAttribute(key, value);
  }
  void AddEvent(opentelemetry::nostd::string_view name,
                opentelemetry::common::SystemTimestamp timestamp,
                const opentelemetry::common::KeyValueIterable& attributes) noexcept override {
    inner_->AddEvent(name, timestamp, attributes);
  }
  void AddLink(const opentelemetry::trace::SpanContext& context,
               const opentelemetry::common::KeyValueIterable& attributes) noexcept override {
    inner_->AddLink(context, attributes);
  }
  void SetStatus(opentelemetry::trace::StatusCode code,
                 opentelemetry::nostd::string_view description) noexcept override {
    failed_ = code == opentelemetry::trace::StatusCode::kError;
    inner_->SetStatus(code, description);
  }
  void SetName(opentelemetry::nostd::string_view name) noexcept override { inner_->SetName(name); }
  void SetTraceFlags(opentelemetry::trace::TraceFlags flags) noexcept override {
    inner_->SetTraceFlags(flags);
  }
  void SetSpanKind(opentelemetry::trace::SpanKind kind) noexcept override {
    inner_->SetSpanKind(kind);
  }
  void SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept override {
    inner_->SetResource(resource);
  }
  void SetStartTime(opentelemetry::common::SystemTimestamp time) noexcept override {
    inner_->SetStartTime(time);
  }
  void SetDuration(std::chrono::nanoseconds duration) noexcept override {
    Remember(duration);
    inner_->SetDuration(duration);
  }
  explicit operator opentelemetry::sdk::trace::SpanData*() const override {
    return static_cast<opentelemetry::sdk::trace::SpanData*>(*inner_);
  }
  void SetInstrumentationScope(
      const opentelemetry::sdk::trace::InstrumentationScope& scope) noexcept override {
    inner_->SetInstrumentationScope(scope);
  }

 protected:
  void Remember(std::chrono::nanoseconds duration) noexcept { duration_ = duration; }

 private:
  std::unique_ptr<Recordable> inner_;
  bool sampled_ = false;
  bool failed_ = false;
  std::chrono::nanoseconds duration_{0};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
