#include "dbspan/sdk/merging_processor.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <mutex>
#include <sstream>
#include <utility>
#include <vector>

#include "dbspan/sdk/forwarding_processor.h"
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

class MergingProcessor : public detail::WatchingProcessor {
 public:
  MergingProcessor(std::unique_ptr<sdk_trace::SpanProcessor> next, nanoseconds faster_than)
      : WatchingProcessor(std::move(next)), faster_than_(faster_than) {}

  void OnEnd(std::unique_ptr<Recordable>&& span) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    PassAllOn();
    return WatchingProcessor::ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    PassAllOn();
    return WatchingProcessor::Shutdown(timeout);
  }

 private:
  using Spans = std::vector<std::unique_ptr<Recordable>>;

  std::unique_ptr<Recordable> Watch(std::unique_ptr<Recordable> inner) override {
    return std::make_unique<MergeableRecordable>(std::move(inner));
  }
  bool MayMerge(const MergeableRecordable& span) const noexcept {
    return span.is_operation() && !span.failed() && span.duration() < faster_than_ &&
           span.parent().IsValid();
  }
  void Take(std::unique_ptr<MergeableRecordable> span, Spans& ended);
  template <class Which>
  void EndThose(Spans& ended, Which&& which);
  void PassAllOn() noexcept;
  void PassOn(Spans& spans) noexcept {
    for (auto& span : spans) next().OnEnd(std::move(span));
  }

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

std::unique_ptr<sdk_trace::SpanProcessor> MakeMergingProcessor(
    std::unique_ptr<sdk_trace::SpanProcessor> next, nanoseconds faster_than) {
  return std::make_unique<MergingProcessor>(std::move(next), faster_than);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
