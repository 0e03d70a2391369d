#include "insight/live/run_watch.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "insight/live/finding_reports.h"
#include "insight/live/kept_texts.h"
#include "insight/live/settings.h"
#include "insight/run_tally.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

constexpr std::int64_t kPause = 10'000'000'000;

struct Run {
  std::mutex mutex;
  insight::RunTally tally{GetFindingSettings().thresholds};
  KeptTexts texts;  ///< Owns the texts that the tally refers to.
  std::set<std::pair<insight::FindingKind, std::uint64_t>> reported;
  std::int64_t looked_at = 0;

  /// Returns the place of the operation's statement in the tally.
  std::size_t Add(EndedOperation& operation) {
    operation.SetTexts();
    const auto [place, fresh] = tally.Add(operation.finished());
    if (fresh != nullptr) {
      texts.Keep(operation.statement(), fresh->label, fresh->verb, fresh->key);
    }
    return place;
  }
  /// Returns new findings if it is time to look for them at `now`.
  std::vector<insight::Finding> FindAt(std::int64_t now) {
    if (looked_at == 0) looked_at = now;
    if (now - looked_at < kPause) return {};
    looked_at = now;
    return FindNew();
  }
  std::vector<insight::Finding> FindNew() {
    std::vector<insight::Finding> fresh;
    for (insight::Finding& finding : tally.Find()) {
      if (reported.emplace(finding.kind, finding.statement).second) {
        fresh.push_back(std::move(finding));
      }
    }
    return fresh;
  }
};

Run& TheRun() {
  static NeverDestroyed<Run> run;
  return run.Get();
}

/// Operations of one thread that wait to be added, so that the lock is taken for many at once.
/// Their statements have sums already, which own the texts.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  /// A short program ends before the first regular check.
  ~Waiting() {
    gone_ = true;
    of_thread_ = nullptr;
    const TelemetryUse use;
    if (!use) return;
    try {
      Run& run = TheRun();
      {
        const std::lock_guard lock{run.mutex};
        AddAllTo(run);
      }
      ReportRun();
    } catch (...) {  // no memory: the findings are lost
    }
  }

  /// Returns the object of this thread; null while the thread ends.
  static Waiting* OfThread() { return of_thread_ != nullptr ? of_thread_ : MakeForThread(); }

  /// Lets an operation wait. Returns false if it should be added at once: its statement is new to
  /// this thread, it is slow, or the others have waited long enough.
  bool Take(const insight::FinishedOperation& operation) {
    constexpr std::int64_t kLongest = 1'000'000'000;
    if (lists_ == nullptr) return false;
    const Known& known = lists_->KnownOf(operation.statement);
    if (known.statement != operation.statement || operation.duration >= slow_) return false;
    if (operation.values != 0 && operation.misses > 0) return false;
    if (known.place == insight::RunTally::kNowhere) return true;
    if (count_ == 0) latest_start_ = operation.start + kLongest;
    if (count_ == lists_->waiting.size() || operation.start > latest_start_) return false;
    Entry& entry = lists_->waiting[count_++];
    entry.place = known.place;
    entry.duration = operation.duration;
    entry.hits = operation.hits;
    entry.misses = operation.misses;
    return true;
  }
  void AddAllTo(Run& run) {
    insight::Measured measured;
    for (std::size_t i = 0; i < count_; ++i) {
      const Entry& entry = lists_->waiting[i];
      measured.duration = entry.duration;
      measured.hits = entry.hits;
      measured.misses = entry.misses;
      run.tally.AddAt(entry.place, measured);
    }
    count_ = 0;
  }
  /// Lets the next operations of `statement` wait, whose place in the tally is `place`. Throws
  /// std::bad_alloc.
  void Remember(std::uint64_t statement, std::size_t place) {
    if (idle_ > 0) return;  // transactions need all operations in their order
    if (lists_ == nullptr) lists_ = std::make_unique<Lists>();
    lists_->KnownOf(statement) = {statement, place};
  }

 private:
  struct Entry {
    std::size_t place;
    std::int64_t duration;
    std::int64_t hits;
    std::int64_t misses;
  };
  struct Known {
    std::uint64_t statement = 0;
    std::size_t place = insight::RunTally::kNowhere;
  };
  struct Lists {
    std::array<Entry, 32> waiting;
    std::array<Known, 256> known;

    Known& KnownOf(std::uint64_t statement) noexcept {
      return known[(statement >> 1U) % known.size()];
    }
  };

  [[gnu::noinline]] static Waiting* MakeForThread() {
    if (gone_) return nullptr;
    static thread_local Waiting waiting;
    of_thread_ = &waiting;
    return of_thread_;
  }

  inline static thread_local bool gone_ = false;
  inline static thread_local Waiting* of_thread_ = nullptr;  // read without a call
  static std::int64_t SlowFrom(std::int64_t threshold) {
    return threshold > 0 ? threshold : std::numeric_limits<std::int64_t>::max();
  }

  const std::int64_t slow_ = SlowFrom(GetFindingSettings().thresholds.slow);
  const std::int64_t idle_ = GetFindingSettings().thresholds.idle;
  std::unique_ptr<Lists> lists_;  // on the heap, because thread-local memory is scarce in plugins
  std::size_t count_ = 0;
  std::int64_t latest_start_ = 0;  ///< Of an operation that may wait with the others.
};

}  // namespace

void AddToRun(EndedOperation& operation) {
  Waiting* const waiting = Waiting::OfThread();
  const insight::FinishedOperation& finished = operation.finished();
  if (waiting != nullptr && waiting->Take(finished)) return;
  Run& run = TheRun();
  std::vector<insight::Finding> findings;
  {
    const std::unique_lock lock{run.mutex, std::try_to_lock};
    if (!lock) return;
    if (waiting != nullptr) waiting->AddAllTo(run);
    const std::size_t place = run.Add(operation);
    const bool is_statement = finished.work == insight::Work::kStatement;
    if (waiting != nullptr && is_statement) waiting->Remember(finished.statement, place);
    findings = run.FindAt(finished.start + finished.duration);
  }
  ReportFindings(findings, {}, nullptr);
}

void ReportRun() {
  Run& run = TheRun();
  std::vector<insight::Finding> findings;
  {
    const std::lock_guard lock{run.mutex};
    findings = run.FindNew();
  }
  ReportFindings(findings, {}, nullptr);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
