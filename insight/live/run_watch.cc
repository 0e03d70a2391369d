#include "insight/live/run_watch.h"

#include <chrono>
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

/// Checks the statistics when a thread that ran operations ends, because short programs end before
/// the first regular check.
struct AtThreadEnd {
  AtThreadEnd() = default;
  AtThreadEnd(const AtThreadEnd&) = delete;
  AtThreadEnd& operator=(const AtThreadEnd&) = delete;
  ~AtThreadEnd() {
    const TelemetryUse use;
    if (!use) return;
    try {
      ReportRun();
    } catch (...) {  // no memory: the findings are lost
    }
  }
};

Run& TheRun() {
  static auto& run = *new Run;
  return run;
}

}  // namespace

void AddToRun(const insight::FinishedOperation& operation, const StatementPtr& statement) {
  static thread_local const AtThreadEnd look;
  static_cast<void>(look);
  Run& run = TheRun();
  std::vector<insight::Finding> findings;
  {
    const std::unique_lock lock{run.mutex, std::try_to_lock};
    if (!lock) return;
    run.Add(operation, statement);
    const std::int64_t now = operation.start + operation.duration;
    if (run.looked_at == 0) run.looked_at = now;
    if (now - run.looked_at < kPause) return;
    run.looked_at = now;
    findings = run.FindNew();
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
