#include "insight/live/run_watch.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

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

  void Add(const insight::FinishedOperation& operation, const StatementPtr& statement) {
    insight::RunSum* const fresh = tally.Add(operation);
    if (fresh != nullptr) texts.Keep(statement, fresh->label, fresh->verb, fresh->key);
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
  static auto& run = *new Run;
  return run;
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
  static Waiting* OfThread() {
    if (gone_) return nullptr;
    static thread_local Waiting waiting;
    return &waiting;
  }

  /// Lets an operation wait. Returns false if it should be added at once: its statement is new to
  /// this thread, it is slow, or the others have waited long enough.
  bool Take(const insight::FinishedOperation& operation) {
    constexpr std::int64_t kLongest = 1'000'000'000;
    if (lists_ == nullptr) lists_ = std::make_unique<Lists>();
    const insight::Thresholds& thresholds = GetFindingSettings().thresholds;
    std::uint64_t& known = lists_->known[(operation.statement >> 1U) % lists_->known.size()];
    const bool is_known = known == operation.statement;
    known = operation.statement;
    if (!is_known || operation.work != insight::Work::kStatement) return false;
    if (thresholds.idle > 0 || operation.duration >= thresholds.slow) return false;
    if (count_ == lists_->waiting.size()) return false;
    if (count_ > 0 && operation.start - first_start_ > kLongest) return false;
    if (count_ == 0) first_start_ = operation.start;
    lists_->waiting[count_++] = {operation.statement, operation.start,  operation.duration,
                                 operation.hits,      operation.misses, operation.times};
    return true;
  }
  void AddAllTo(Run& run) {
    for (std::size_t i = 0; i < count_; ++i) {
      const Entry& entry = lists_->waiting[i];
      insight::FinishedOperation operation;
      operation.statement = entry.statement;
      operation.start = entry.start;
      operation.duration = entry.duration;
      operation.hits = entry.hits;
      operation.misses = entry.misses;
      operation.times = entry.times;
      run.tally.AddKnown(operation);
    }
    count_ = 0;
  }

 private:
  struct Entry {
    std::uint64_t statement;
    std::int64_t start;
    std::int64_t duration;
    std::int64_t hits;
    std::int64_t misses;
    std::size_t times;
  };

  struct Lists {
    std::array<Entry, 32> waiting;
    std::array<std::uint64_t, 256> known{};
  };

  inline static thread_local bool gone_ = false;
  std::unique_ptr<Lists> lists_;  // on the heap, because thread-local memory is scarce in plugins
  std::size_t count_ = 0;
  std::int64_t first_start_ = 0;
};

}  // namespace

void AddToRun(const insight::FinishedOperation& operation, const StatementPtr& statement) {
  Waiting* const waiting = Waiting::OfThread();
  if (waiting != nullptr && waiting->Take(operation)) return;
  Run& run = TheRun();
  std::vector<insight::Finding> findings;
  {
    const std::unique_lock lock{run.mutex, std::try_to_lock};
    if (!lock) return;
    if (waiting != nullptr) waiting->AddAllTo(run);
    run.Add(operation, statement);
    findings = run.FindAt(operation.start + operation.duration);
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
