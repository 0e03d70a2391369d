#include "recorder/merged_spans.h"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "core/process/thread_end.h"
#include "recorder/merged_span.h"
#include "recorder/process.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kIdle = 100'000'000;
constexpr std::int64_t kLongest = 10'000'000'000;

/// The merged spans of one thread. Threads only try to lock it, because in a forked child the
/// thread that holds the lock may not exist.
struct Table {
  std::mutex mutex;
  std::vector<std::unique_ptr<MergedSpan>> spans;

  template <class Which>
  void EndThose(Recorder& recorder, Which&& which) noexcept {
    for (std::size_t i = 0; i < spans.size();) {
      if (!which(*spans[i])) {
        ++i;
        continue;
      }
      End(recorder, *spans[i]);
      std::swap(spans[i], spans.back());
      spans.pop_back();
    }
  }
  void EndLeastRecent(Recorder& recorder) noexcept {
    const auto oldest = std::min_element(
        spans.begin(), spans.end(),
        [](const auto& left, const auto& right) { return left->last_end < right->last_end; });
    End(recorder, **oldest);
    spans.erase(oldest);
  }
};

struct Tables {
  std::mutex mutex;
  std::vector<Table*> list;
};

Tables& All() {
  static NeverDestroyed<Tables> all;  // used during exit
  return all.Get();
}

/// Owns the table of a thread, and ends its spans when the thread ends.
class Own {
 public:
  /// Returns the table of this thread. Null while the thread ends, or if a new table cannot be
  /// added because another thread holds the list. Throws std::bad_alloc.
  static Table* Get() {
    if (gone_) return nullptr;
    if (table_ == nullptr) {
      const std::unique_lock lock{All().mutex, std::try_to_lock};
      if (!lock) return nullptr;
      auto made = std::make_unique<Table>();
      All().list.push_back(made.get());
      table_ = made.release();
      static thread_local ThreadEnd end{&End};
      end.Await();
    }
    return table_;
  }

 private:
  static void End() noexcept {
    gone_ = true;
    const TelemetryUse use;
    // Locking the list is enough, because other threads reach the table through the list only. If
    // that fails, the table stays in the list for `EndAll`.
    const std::unique_lock of_all{All().mutex, std::try_to_lock};
    if (!of_all) return;
    if (Recorder* const recorder = use ? Existing() : nullptr) {
      table_->EndThose(*recorder, [](const MergedSpan&) { return true; });
    }
    auto& list = All().list;
    list.erase(std::remove(list.begin(), list.end(), table_), list.end());
    delete table_;
  }

  inline static thread_local bool gone_ = false;
  inline static thread_local Table* table_ = nullptr;
};

bool MayMerge(const Recorder& recorder, const OpenSpan& open, const Ending& ending,
              std::int64_t when) noexcept {
  return when - open.since < recorder.settings().merge_faster_than && open.sampled() &&
         open.header.parent_id != SpanId{} && open.header.statement != 0 &&
         open.header.endpoint != 0 && open.header.scope != 0 && ending.warnings <= 0 &&
         !ending.transaction_aborted && ending.status_code.empty();
}

/// How long `EndInAll` waits for a lock that another thread holds.
enum class Patience : std::uint8_t {
  kNone,
  /// Longer than a running thread holds it. In a forked child, the thread that holds it may not
  /// exist.
  kBrief,
};

std::unique_lock<std::mutex> Lock(std::mutex& mutex, Patience patience) noexcept {
  constexpr int kTries = 10'000;
  std::unique_lock lock{mutex, std::try_to_lock};
  for (int i = 0; !lock && patience == Patience::kBrief && i < kTries; ++i) {
    sched_yield();
    static_cast<void>(lock.try_lock());
  }
  return lock;
}

template <class Which>
void EndInAll(Recorder& recorder, Patience patience, Which&& which) noexcept {
  const std::unique_lock of_all = Lock(All().mutex, patience);
  if (!of_all) return;
  for (Table* const table : All().list) {
    const std::unique_lock lock = Lock(table->mutex, patience);
    if (lock) table->EndThose(recorder, which);
  }
}

}  // namespace

bool MergedSpans::Take(Recorder& recorder, OpenSpan& open, const Ending& ending,
                       std::int64_t when) noexcept try {
  if (!MayMerge(recorder, open, ending, when)) return false;
  Table* const table = Own::Get();
  if (table == nullptr) return false;
  const std::unique_lock lock{table->mutex, std::try_to_lock};
  if (!lock) return false;
  const std::int64_t since = open.since;
  table->EndThose(recorder, [since](const MergedSpan& merged) {
    return since - merged.last_end >= kIdle || since - merged.open.since >= kLongest;
  });
  std::string text = MergedTextOf(open, ending);
  for (const auto& merged : table->spans) {
    if (!IsSame(*merged, open, ending, text)) continue;
    Add(*merged, ending, since, when);
    recorder.EndMerged(open, ending, when);
    return true;
  }
  if (table->spans.size() >= kMost) table->EndLeastRecent(recorder);
  table->spans.reserve(kMost);
  auto fresh = std::make_unique<MergedSpan>();
  fresh->ending = ending;
  fresh->text = std::move(text);
  fresh->first_text = ending.query_text;
  fresh->fields = ending.encoded;
  Add(*fresh, ending, since, when);
  fresh->open = recorder.Hold(open, ending, when);
  table->spans.push_back(std::move(fresh));
  return true;
} catch (...) {
  return false;  // no memory: the operation keeps its own span
}

void MergedSpans::EndBelow(Recorder& recorder, const SpanId& parent) noexcept try {
  Table* const table = Own::Get();
  if (table == nullptr) return;
  const std::unique_lock lock{table->mutex, std::try_to_lock};
  if (!lock) return;
  table->EndThose(recorder,
                  [&](const MergedSpan& merged) { return merged.open.header.parent_id == parent; });
} catch (...) {  // no memory: the spans end later
}

void MergedSpans::EndIdle(Recorder& recorder) noexcept {
  if (recorder.settings().merge_faster_than == 0) return;
  const std::int64_t now = SteadyNow();
  EndInAll(recorder, Patience::kNone, [now](const MergedSpan& merged) {
    return now - merged.last_end >= kIdle || now - merged.open.since >= kLongest;
  });
}

void MergedSpans::EndAll(Recorder& recorder) noexcept {
  if (recorder.settings().merge_faster_than == 0) return;
  EndInAll(recorder, Patience::kBrief, [](const MergedSpan&) { return true; });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
