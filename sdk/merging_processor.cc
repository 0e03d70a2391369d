#include "dbspan/sdk/merging_processor.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <mutex>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "insight/key_pattern.h"
#include "sdk/mergeable_recordable.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace common = opentelemetry::common;
namespace sdk_trace = opentelemetry::sdk::trace;

using std::chrono::nanoseconds;
using SystemTime = MergeableRecordable::SystemTime;
using Recordable = sdk_trace::Recordable;

constexpr std::size_t kMost = 256;
constexpr std::chrono::milliseconds kIdle{100};
constexpr std::chrono::seconds kLongest{10};

std::optional<std::string_view> TextOf(const common::AttributeValue& value) noexcept {
  if (const auto* const text = nostd::get_if<nostd::string_view>(&value)) {
    return std::string_view{text->data(), text->size()};
  }
  const auto* const literal = nostd::get_if<const char*>(&value);
  return literal == nullptr ? std::nullopt : std::optional<std::string_view>{*literal};
}

std::int64_t NumberOf(const common::AttributeValue& value) noexcept {
  const auto* const number = nostd::get_if<std::int64_t>(&value);
  return number == nullptr ? -1 : *number;
}

void AddKnown(std::int64_t& sum, std::int64_t number) noexcept {
  if (number >= 0) sum = std::max<std::int64_t>(sum, 0) + number;
}

bool IsKeyValue(std::string_view system) { return system == "redis" || system == "valkey"; }

/// A span that others have become part of.
struct Merged {
  std::unique_ptr<MergeableRecordable> first;
  std::string key;
  std::string text;
  MergedNumbers numbers;
  std::int64_t count = 0;
  nanoseconds total{0};
  nanoseconds shortest = nanoseconds::max();
  nanoseconds longest{0};
  SystemTime last_end;

  void Add(const MergeableRecordable& span) {
    ++count;
    total += span.duration();
    shortest = std::min(shortest, span.duration());
    longest = std::max(longest, span.duration());
    last_end = std::max(
        last_end, span.start() + std::chrono::duration_cast<SystemTime::duration>(span.duration()));
    if (count == 1) return;
    AddKnown(numbers.rows, span.numbers().rows);
    AddKnown(numbers.affected, span.numbers().affected);
    AddKnown(numbers.hits, span.numbers().hits);
    AddKnown(numbers.misses, span.numbers().misses);
  }

  std::unique_ptr<Recordable> Complete() {
    if (count == 1) return first->Complete();
    Recordable& inner = first->inner();
    const auto seconds = [&inner](std::string_view name, nanoseconds time) {
      inner.SetAttribute(View(name), std::chrono::duration<double>{time}.count());
    };
    inner.SetAttribute(View(attribute::kMergedCount), count);
    seconds(attribute::kMergedTotal, total);
    seconds(attribute::kMergedShortest, shortest);
    seconds(attribute::kMergedLongest, longest);
    return first->Complete(numbers, text, last_end - first->start());
  }
};

template <class Id>
void Append(std::string& key, const Id& id) {
  key.append(reinterpret_cast<const char*>(id.Id().data()), id.Id().size());
}

class MergingProcessor : public sdk_trace::SpanProcessor {
 public:
  MergingProcessor(std::unique_ptr<sdk_trace::SpanProcessor> next, nanoseconds faster_than)
      : next_(std::move(next)), faster_than_(faster_than) {}

  std::unique_ptr<Recordable> MakeRecordable() noexcept override {
    auto inner = next_->MakeRecordable();
    return inner ? std::make_unique<MergeableRecordable>(std::move(inner)) : nullptr;
  }
  void OnStart(Recordable& span,
               const opentelemetry::trace::SpanContext& parent) noexcept override {
    next_->OnStart(static_cast<MergeableRecordable&>(span).inner(), parent);
  }
  void OnEnd(std::unique_ptr<Recordable>&& span) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    PassAllOn();
    return next_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    PassAllOn();
    return next_->Shutdown(timeout);
  }

 private:
  using Spans = std::vector<std::unique_ptr<Recordable>>;

  bool MayMerge(const MergeableRecordable& span) const noexcept {
    return span.is_operation() && !span.failed() && span.duration() < faster_than_ &&
           span.parent().IsValid();
  }
  void Take(std::unique_ptr<MergeableRecordable> span, Spans& ended);
  template <class Which>
  void EndThose(Spans& ended, Which&& which);
  void PassAllOn() noexcept;
  void PassOn(Spans& spans) noexcept {
    for (auto& span : spans) next_->OnEnd(std::move(span));
  }

  const std::unique_ptr<sdk_trace::SpanProcessor> next_;
  const nanoseconds faster_than_;
  std::mutex mutex_;
  std::vector<Merged> merged_;
};

void MergingProcessor::OnEnd(std::unique_ptr<Recordable>&& span) noexcept {
  if (!span) return;
  // MakeRecordable made it.
  std::unique_ptr<MergeableRecordable> own{static_cast<MergeableRecordable*>(span.release())};
  Spans ended;
  try {
    Take(std::move(own), ended);
  } catch (...) {  // no memory: the span is lost
  }
  PassOn(ended);
}

void MergingProcessor::Take(std::unique_ptr<MergeableRecordable> span, Spans& ended) {
  const std::lock_guard lock{mutex_};
  const SystemTime now = span->start();
  const auto id = span->id();
  EndThose(ended, [&](const Merged& merged) {
    return now - merged.last_end >= kIdle || now - merged.first->start() >= kLongest ||
           merged.first->parent() == id;
  });
  if (!MayMerge(*span)) {
    ended.push_back(span->Complete());
    return;
  }
  std::ostringstream thread;
  thread << std::this_thread::get_id();
  std::string text =
      IsKeyValue(span->system()) ? insight::CommandPattern(span->text()) : span->text();
  std::string key = span->key() + thread.str() + '\0' + text + '\0';
  Append(key, span->trace());
  Append(key, span->parent());
  for (Merged& merged : merged_) {
    if (merged.key == key) return merged.Add(*span);
  }
  if (merged_.size() >= kMost) {
    const auto oldest = std::min_element(
        merged_.begin(), merged_.end(),
        [](const Merged& left, const Merged& right) { return left.last_end < right.last_end; });
    ended.push_back(oldest->Complete());
    merged_.erase(oldest);
  }
  Merged fresh;
  fresh.key = std::move(key);
  fresh.text = std::move(text);
  fresh.numbers = span->numbers();
  fresh.Add(*span);
  fresh.first = std::move(span);
  merged_.push_back(std::move(fresh));
}

template <class Which>
void MergingProcessor::EndThose(Spans& ended, Which&& which) {
  for (std::size_t i = 0; i < merged_.size();) {
    if (!which(merged_[i])) {
      ++i;
      continue;
    }
    ended.push_back(merged_[i].Complete());
    merged_.erase(merged_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void MergingProcessor::PassAllOn() noexcept {
  Spans ended;
  try {
    const std::lock_guard lock{mutex_};
    EndThose(ended, [](const Merged&) { return true; });
  } catch (...) {  // no memory: what is left stays
  }
  PassOn(ended);
}

}  // namespace

void MergeableRecordable::SetAttribute(nostd::string_view key,
                                       const common::AttributeValue& value) noexcept try {
  if (Keep({key.data(), key.size()}, value)) return;
  AddToKey({key.data(), key.size()});
  if (!AddValueToKey(value)) has_more_ = true;
  WatchedRecordable::SetAttribute(key, value);
} catch (...) {
  has_more_ = true;  // no memory: it stays whole
  WatchedRecordable::SetAttribute(key, value);
}

// Returns whether the attribute is one that merged spans differ in.
bool MergeableRecordable::Keep(std::string_view key, const common::AttributeValue& value) {
  const auto text = TextOf(value);
  if (key == attribute::kSystemName && text) {
    is_operation_ = true;
    system_ = *text;
  }
  if (key == attribute::kQueryText && text) {
    text_ = *text;
    return true;
  }
  if (key == attribute::kErrorType || key == attribute::kStatusCode ||
      key == attribute::kWarnings || key == attribute::kTransactionAborted) {
    has_more_ = true;
  }
  std::int64_t* const number = key == attribute::kReturnedRows   ? &numbers_.rows
                               : key == attribute::kAffectedRows ? &numbers_.affected
                                                                 : nullptr;
  if (number == nullptr || NumberOf(value) < 0) return false;
  *number = NumberOf(value);
  return true;
}

bool MergeableRecordable::AddValueToKey(const common::AttributeValue& value) {
  if (const auto text = TextOf(value)) {
    AddToKey(*text);
  } else if (const auto* const number = nostd::get_if<std::int64_t>(&value)) {
    AddToKey(std::string_view{std::to_string(*number)});
  } else if (const auto* const fraction = nostd::get_if<double>(&value)) {
    AddToKey(std::string_view{std::to_string(*fraction)});
  } else if (const auto* const flag = nostd::get_if<bool>(&value)) {
    AddToKey(*flag ? std::string_view{"1"} : std::string_view{"0"});
  } else {
    return false;
  }
  return true;
}

void MergeableRecordable::AddEvent(nostd::string_view name, common::SystemTimestamp timestamp,
                                   const common::KeyValueIterable& attributes) noexcept {
  const std::string_view event{name.data(), name.size()};
  std::int64_t* const items = event == attribute::kCacheHitEvent    ? &numbers_.hits
                              : event == attribute::kCacheMissEvent ? &numbers_.misses
                                                                    : nullptr;
  std::int64_t count = -1;
  if (items != nullptr && attributes.size() == 1) {
    attributes.ForEachKeyValue([&](nostd::string_view key, const auto& value) noexcept {
      if (std::string_view{key.data(), key.size()} == attribute::kCacheItemCount) {
        count = NumberOf(value);
      }
      return true;
    });
  }
  if (count >= 0) return AddKnown(*items, count);
  has_more_ = true;
  WatchedRecordable::AddEvent(name, timestamp, attributes);
}

std::unique_ptr<sdk_trace::SpanProcessor> MakeMergingProcessor(
    std::unique_ptr<sdk_trace::SpanProcessor> next, nanoseconds faster_than) {
  return std::make_unique<MergingProcessor>(std::move(next), faster_than);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
