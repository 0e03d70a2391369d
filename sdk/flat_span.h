#pragma once

#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/recordable.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_metadata.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "sdk/flat_attributes.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a span recorded, to be told to another recordable later. Used by one thread at a time.
class FlatSpan : public opentelemetry::sdk::trace::Recordable {
 public:
  FlatSpan() noexcept {}  // NOLINT(*-use-equals-default): as in FlatAttributes

  /// Tells everything to `other`, as if it had been recorded there.
  void Replay(opentelemetry::sdk::trace::Recordable& other) const noexcept;

  void SetIdentity(const opentelemetry::trace::SpanContext& context,
                   opentelemetry::trace::SpanId parent) noexcept override;
  void SetAttribute(opentelemetry::nostd::string_view key,
                    const opentelemetry::common::AttributeValue& value) noexcept override;
  void AddEvent(opentelemetry::nostd::string_view name,
                opentelemetry::common::SystemTimestamp timestamp,
                const opentelemetry::common::KeyValueIterable& attributes) noexcept override;
  void AddLink(const opentelemetry::trace::SpanContext& context,
               const opentelemetry::common::KeyValueIterable& attributes) noexcept override;
  void SetStatus(opentelemetry::trace::StatusCode code,
                 opentelemetry::nostd::string_view description) noexcept override;
  void SetName(opentelemetry::nostd::string_view name) noexcept override;
  void SetTraceFlags(opentelemetry::trace::TraceFlags flags) noexcept override { flags_ = flags; }
  void SetSpanKind(opentelemetry::trace::SpanKind kind) noexcept override { kind_ = kind; }
  // The provider, which has them, outlives the spans it exports.
  void SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept override {
    resource_ = &resource;
  }
  void SetInstrumentationScope(
      const opentelemetry::sdk::trace::InstrumentationScope& scope) noexcept override {
    scope_ = &scope;
  }
  void SetStartTime(opentelemetry::common::SystemTimestamp time) noexcept override {
    start_ = time;
  }
  void SetDuration(std::chrono::nanoseconds duration) noexcept override { duration_ = duration; }

 private:
  struct Event {
    Event() noexcept {}  // NOLINT(*-use-equals-default): as in FlatAttributes

    std::string name;
    opentelemetry::common::SystemTimestamp timestamp;
    FlatAttributes attributes;
  };
  struct Link {
    opentelemetry::trace::SpanContext context;
    FlatAttributes attributes;
  };

  opentelemetry::trace::SpanContext context_ = opentelemetry::trace::SpanContext::GetInvalid();
  opentelemetry::trace::SpanId parent_;
  opentelemetry::trace::TraceFlags flags_;
  opentelemetry::trace::SpanKind kind_ = opentelemetry::trace::SpanKind::kInternal;
  opentelemetry::trace::StatusCode status_ = opentelemetry::trace::StatusCode::kUnset;
  const opentelemetry::sdk::resource::Resource* resource_ = nullptr;
  const opentelemetry::sdk::trace::InstrumentationScope* scope_ = nullptr;
  opentelemetry::common::SystemTimestamp start_;
  std::chrono::nanoseconds duration_{0};
  std::uint32_t name_ = 0;
  std::uint32_t name_size_ = 0;
  std::string description_;
  std::vector<Event> events_;
  std::vector<std::unique_ptr<Link>> links_;
  FlatAttributes attributes_;  // has the bytes of the name too
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
