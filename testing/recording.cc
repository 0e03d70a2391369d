#include "dbspan/testing/recording.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/options/environment_reader.h"
#include "core/sql/statement.h"
#include "insight/find_all.h"
#include "insight/finished_operation.h"
#include "insight/live/operation_listener.h"
#include "insight/live/settings.h"
#include "insight/quantity_text.h"
#include "insight/sentence.h"
#include "insight/thresholds.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMost = 100'000;

std::atomic<Recording::OverBudget> over_budget{nullptr};

std::string_view FirstWord(std::string_view text) { return text.substr(0, text.find(' ')); }

// The result refers to `recorded`, which must outlive it.
insight::FinishedOperation View(const RecordedOperation& recorded, std::size_t id,
                                std::uint64_t statement, std::uint64_t values) {
  insight::FinishedOperation finished;
  finished.id = id;
  finished.statement = statement;
  finished.parent = 1;
  finished.connection = 1;
  finished.values = values;
  finished.system = recorded.system;
  finished.label = recorded.statement;
  finished.verb = FirstWord(recorded.statement);
  finished.key = recorded.key;
  finished.error = recorded.error;
  finished.start = recorded.start.count();
  finished.duration = recorded.duration.count();
  finished.rows = recorded.rows;
  finished.hits = recorded.hits;
  finished.misses = recorded.misses;
  finished.failed = recorded.failed;
  return finished;
}

std::string Describe(const RecordedOperation& operation) {
  std::string text = operation.system + "  " + insight::DurationText(operation.duration.count());
  const auto add = [&text](std::int64_t count, const char* one, const char* many) {
    if (count < 0) return;
    text += "  " + insight::CountText(static_cast<std::uint64_t>(count), one, many);
  };
  add(operation.rows, "row", "rows");
  add(operation.affected, "affected", "affected");
  if (operation.hits > 0) text += "  hit";
  if (operation.misses > 0) text += "  miss";
  return operation.failed ? text + "  ERROR " + operation.error : text;
}

}  // namespace

class Recording::State final : public detail::OperationListener {
 public:
  explicit State(Of of) : of_(of) { Add(*this); }
  ~State() { Remove(*this); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void OnOperation(const insight::FinishedOperation& operation, const Watcher::Ending& ending,
                   const std::string& parent) override {
    if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
    const std::lock_guard lock{mutex_};
    ++count_;
    if (kept_.size() >= kMost) return;
    Kept& kept = kept_.emplace_back();
    RecordedOperation& recorded = kept.operation;
    recorded.system = operation.system;
    recorded.statement = operation.label;
    if (ending.operation.statement != nullptr) recorded.text = ending.operation.statement->text;
    recorded.key = operation.key;
    recorded.error = operation.error;
    recorded.parent = parent;
    recorded.start = ending.start - began_;
    recorded.duration = ending.end - ending.start;
    recorded.rows = operation.rows;
    recorded.affected = ending.outcome.affected_rows;
    recorded.hits = operation.hits;
    recorded.misses = operation.misses;
    recorded.failed = operation.failed;
    kept.values = operation.values;
    kept.abandoned = operation.abandoned;
    kept.connect = operation.work == insight::Work::kConnect;
  }

  void OnPoolWait(std::int64_t nanoseconds) override {
    const std::lock_guard lock{mutex_};
    if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
    pool_waits_.push_back(nanoseconds);
  }

  void OnFinding(insight::FindingKind kind, const ReportedFinding& finding) override {
    if (kind != insight::FindingKind::kOverBudget) return;
    if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
    {
      const std::lock_guard lock{mutex_};
      budgets_.push_back(finding);
    }
    if (const OverBudget called = over_budget.load()) called(finding);
  }

  std::vector<RecordedOperation> operations() const {
    std::vector<RecordedOperation> operations;
    {
      const std::lock_guard lock{mutex_};
      for (const Kept& kept : kept_) operations.push_back(kept.operation);
    }
    std::stable_sort(operations.begin(), operations.end(),
                     [](const auto& left, const auto& right) { return left.start < right.start; });
    return operations;
  }

  std::vector<ReportedFinding> findings(const insight::Thresholds& thresholds) const {
    const std::lock_guard lock{mutex_};
    std::vector<insight::FinishedOperation> finished;
    std::vector<std::string> texts;  // sorted texts of the statements
    for (const Kept& kept : kept_) texts.push_back(TextOf(kept.operation));
    std::sort(texts.begin(), texts.end());
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const Kept& kept = kept_[i];
      const auto place = std::lower_bound(texts.begin(), texts.end(), TextOf(kept.operation));
      finished.push_back(
          View(kept.operation, i, static_cast<std::uint64_t>(place - texts.begin()), kept.values));
      finished.back().abandoned = kept.abandoned;
      if (kept.connect) finished.back().work = insight::Work::kConnect;
    }
    for (const std::int64_t nanoseconds : pool_waits_) {
      insight::FinishedOperation& wait = finished.emplace_back();
      wait.id = finished.size();
      wait.parent = 1;
      wait.duration = nanoseconds;
      wait.work = insight::Work::kPoolWait;
    }
    std::vector<ReportedFinding> reported = budgets_;
    for (const auto& finding : insight::FindAll(finished, thresholds)) {
      reported.push_back(InWords(finding));
    }
    return reported;
  }

  std::size_t count() const {
    const std::lock_guard lock{mutex_};
    return count_;
  }
  void Clear() {
    const std::lock_guard lock{mutex_};
    kept_.clear();
    budgets_.clear();
    pool_waits_.clear();
    count_ = 0;
  }

 private:
  struct Kept {
    RecordedOperation operation;
    std::uint64_t values = 0;
    bool abandoned = false;
    bool connect = false;
  };

  static std::string TextOf(const RecordedOperation& operation) {
    return operation.system + '\n' +
           (operation.text.empty() ? operation.statement : operation.text);
  }
  static ReportedFinding InWords(const insight::Finding& finding) {
    insight::Words words;
    if (finding.of_statement) words.label = finding.label;
    ReportedFinding reported;
    reported.kind = IdOf(finding.kind);
    reported.system = finding.system;
    reported.statement = words.label;
    reported.count = finding.count;
    reported.time = std::chrono::nanoseconds{finding.busy};
    reported.sentence = SentenceOf(finding, words);
    reported.advice = AdviceOf(finding);
    return reported;
  }

  const Of of_;
  const std::thread::id thread_ = std::this_thread::get_id();
  const Clock::time_point began_ = Clock::now();
  mutable std::mutex mutex_;
  std::vector<Kept> kept_;
  std::vector<ReportedFinding> budgets_;
  std::vector<std::int64_t> pool_waits_;
  std::size_t count_ = 0;
};

Recording::Recording(Of of) : state_(std::make_unique<State>(of)) {}

Recording::~Recording() = default;

std::vector<RecordedOperation> Recording::operations() const { return state_->operations(); }

std::size_t Recording::count() const { return state_->count(); }

std::vector<ReportedFinding> Recording::findings() const {
  return state_->findings(detail::GetFindingSettings().thresholds);
}

std::vector<ReportedFinding> Recording::findings(const std::string& thresholds) const {
  insight::Thresholds changed = detail::GetFindingSettings().thresholds;
  for (const std::string& part : SplitList(thresholds)) {
    const std::string wrong = insight::ReadThreshold(part, changed);
    if (!wrong.empty()) throw std::invalid_argument{wrong};
  }
  return state_->findings(changed);
}

void Recording::Clear() { state_->Clear(); }

void Recording::set_over_budget(OverBudget called) noexcept { over_budget.store(called); }

std::string Recording::tree() const {
  const auto all = operations();
  std::string text = insight::CountText(all.size(), "operation", "operations") + '\n';
  std::string parent;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i + 1;
    while (end < all.size() && all[end].statement == all[i].statement &&
           all[end].parent == all[i].parent && all[end].failed == all[i].failed) {
      ++end;
    }
    if (all[i].parent != parent) {
      parent = all[i].parent;
      if (!parent.empty()) text += parent + '\n';
    }
    text += (end == all.size() ? "└─ " : "├─ ") + all[i].statement;
    if (end - i > 1) text += "  × " + std::to_string(end - i);
    RecordedOperation sum = all[i];
    for (std::size_t next = i + 1; next < end; ++next) {
      sum.duration += all[next].duration;
      if (all[next].rows > 0) sum.rows = std::max<std::int64_t>(sum.rows, 0) + all[next].rows;
      sum.hits = std::max(sum.hits, all[next].hits);
      sum.misses = std::max(sum.misses, all[next].misses);
    }
    text += "  " + Describe(sum) + '\n';
    i = end;
  }
  const std::string wrong = testing::findings(*this);
  return wrong.empty() ? text : text + wrong;
}

std::ostream& operator<<(std::ostream& out, const Recording& recording) {
  return out << '\n' << recording.tree();
}

std::string findings(const Recording& recording) {
  std::string text;
  for (const ReportedFinding& finding : recording.findings()) {
    text += finding.kind + ": " + finding.sentence + ' ' + finding.advice + '\n';
  }
  return text;
}

}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
