#pragma once

#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/recordable.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_metadata.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A span that is encoded as OTLP while it is recorded: each call appends fields of a
/// trace.v1.Span. Used by one thread at a time.
class WireSpan : public opentelemetry::sdk::trace::Recordable {
 public:
  WireSpan();

  std::string_view encoded() const noexcept { return fields_; }
  const opentelemetry::sdk::resource::Resource* resource() const noexcept { return resource_; }
  const opentelemetry::sdk::trace::InstrumentationScope* scope() const noexcept { return scope_; }

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
  void SetTraceFlags(opentelemetry::trace::TraceFlags flags) noexcept override;
  void SetSpanKind(opentelemetry::trace::SpanKind kind) noexcept override;
  // The provider owns resource and scope, and outlives the spans that it exports.
  void SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept override {
    resource_ = &resource;
  }
  void SetInstrumentationScope(
      const opentelemetry::sdk::trace::InstrumentationScope& scope) noexcept override {
    scope_ = &scope;
  }
  void SetStartTime(opentelemetry::common::SystemTimestamp time) noexcept override;
  void SetDuration(std::chrono::nanoseconds duration) noexcept override;

 private:
  /// Position of a field that may be set again. Size 0: not set.
  struct Piece {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  struct Attribute {
    Piece piece;
    std::uint32_t key_at;
    std::uint32_t key_size;
  };
  static constexpr std::size_t kFew = 16;

  template <class Append>
  void Replace(Piece& piece, Append append);
  void Erase(Piece piece);
  Attribute* Find(std::string_view key) noexcept;
  template <class Visit>
  void ForEachPiece(Visit visit);

  std::string fields_;
  Piece name_;
  Piece status_;
  std::uint32_t attributes_used_ = 0;
  std::array<Attribute, kFew> few_;
  std::vector<Attribute> more_;
  std::int64_t start_ = 0;
  const opentelemetry::sdk::resource::Resource* resource_ = nullptr;
  const opentelemetry::sdk::trace::InstrumentationScope* scope_ = nullptr;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
