#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/common/timestamp.h>
#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "dbspan/version.h"
#include "sdk/watched_recordable.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The numbers in which operations that become one span differ.
struct MergedNumbers {
  std::int64_t rows = -1;  ///< -1: unknown, here and below.
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;
};

/// Adds a number to a sum; -1 stands for an unknown number, in both.
inline void AddKnown(std::int64_t& sum, std::int64_t number) noexcept {
  if (number >= 0) sum = std::max<std::int64_t>(sum, 0) + number;
}

/// A span that may become part of another one. Keeps its numbers and its text until that is
/// decided, and passes everything else on. Used by one thread at a time.
class MergeableRecordable : public WatchedRecordable {
 public:
  using WatchedRecordable::WatchedRecordable;
  using SystemTime = std::chrono::system_clock::time_point;

  bool is_operation() const noexcept { return is_operation_ && !has_more_; }
  const std::string& key() const noexcept { return key_; }
  const std::string& text() const noexcept { return text_; }
  const std::string& system() const noexcept { return system_; }
  const MergedNumbers& numbers() const noexcept { return numbers_; }
  opentelemetry::trace::SpanId id() const noexcept { return id_; }
  opentelemetry::trace::SpanId parent() const noexcept { return parent_; }
  opentelemetry::trace::TraceId trace() const noexcept { return trace_; }
  SystemTime start() const noexcept { return start_; }

  /// Returns the inner recordable after adding these numbers, this text and this duration.
  std::unique_ptr<Recordable> Complete(const MergedNumbers& numbers, std::string_view text,
                                       std::chrono::nanoseconds duration) {
    const auto set = [this](std::string_view key, std::int64_t number) {
      if (number >= 0) inner().SetAttribute(View(key), number);
    };
    if (!text.empty()) inner().SetAttribute(View(attribute::kQueryText), View(text));
    set(attribute::kReturnedRows, numbers.rows);
    set(attribute::kAffectedRows, numbers.affected);
    const SystemTime end = start_ + std::chrono::duration_cast<SystemTime::duration>(duration);
    AddItems(attribute::kCacheHitEvent, numbers.hits, end);
    AddItems(attribute::kCacheMissEvent, numbers.misses, end);
    inner().SetDuration(duration);
    return TakeInner();
  }
  /// The inner recordable as it was recorded.
  std::unique_ptr<Recordable> Complete() { return Complete(numbers_, text_, duration()); }

  void SetIdentity(const opentelemetry::trace::SpanContext& context,
                   opentelemetry::trace::SpanId parent) noexcept override {
    id_ = context.span_id();
    trace_ = context.trace_id();
    parent_ = parent;
    WatchedRecordable::SetIdentity(context, parent);
  }
  void SetAttribute(opentelemetry::nostd::string_view key,
                    const opentelemetry::common::AttributeValue& value) noexcept override;
  void AddEvent(opentelemetry::nostd::string_view name,
                opentelemetry::common::SystemTimestamp timestamp,
                const opentelemetry::common::KeyValueIterable& attributes) noexcept override;
  void AddLink(const opentelemetry::trace::SpanContext& context,
               const opentelemetry::common::KeyValueIterable& attributes) noexcept override {
    has_more_ = true;
    WatchedRecordable::AddLink(context, attributes);
  }
  void SetName(opentelemetry::nostd::string_view name) noexcept override {
    AddToKey({name.data(), name.size()});
    WatchedRecordable::SetName(name);
  }
  void SetInstrumentationScope(
      const opentelemetry::sdk::trace::InstrumentationScope& scope) noexcept override {
    AddToKey(scope.GetName());
    AddToKey(scope.GetVersion());
    WatchedRecordable::SetInstrumentationScope(scope);
  }
  void SetStartTime(opentelemetry::common::SystemTimestamp time) noexcept override {
    start_ = time;
    WatchedRecordable::SetStartTime(time);
  }
  void SetDuration(std::chrono::nanoseconds duration) noexcept override { Remember(duration); }

 private:
  bool Keep(std::string_view key, const opentelemetry::common::AttributeValue& value);
  bool AddValueToKey(const opentelemetry::common::AttributeValue& value);
  void AddToKey(std::string_view text) noexcept try {
    key_ += text;
    key_ += '\0';
  } catch (...) {
    has_more_ = true;
  }
  void AddItems(std::string_view event, std::int64_t count, SystemTime when) {
    if (count <= 0) return;
    AttributeList attributes;
    attributes.AddNumber(attribute::kCacheItemCount, count);
    inner().AddEvent(View(event), opentelemetry::common::SystemTimestamp{when}, attributes);
  }

  bool is_operation_ = false;
  bool has_more_ = false;  ///< It has something that no merged span could have.
  std::string key_;        ///< Everything in which merged spans must be equal.
  std::string text_;
  std::string system_;
  MergedNumbers numbers_;
  opentelemetry::trace::SpanId id_;
  opentelemetry::trace::SpanId parent_;
  opentelemetry::trace::TraceId trace_;
  SystemTime start_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
