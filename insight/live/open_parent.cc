#include "insight/live/open_parent.h"

#include "core/span/spare_extra.h"
#include "insight/live/open_spans.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

void AddSystem(std::vector<insight::SystemSum>& systems, const insight::SystemSum& added) {
  for (insight::SystemSum& sum : systems) {
    if (sum.system != added.system) continue;
    sum.count += added.count;
    sum.time += added.time;
    return;
  }
  systems.push_back(added);
}

}  // namespace

void OpenParent::Enter(const std::shared_ptr<OpenParent>& parent) noexcept {
  parent->self_ = &parent;
  parent->outer_ = innermost_;
  innermost_ = parent.get();
}

void OpenParent::Leave() noexcept try {
  if (innermost_ == this) innermost_ = outer_;
  SpareExtra::ReleaseScope();
  if (outer_ != nullptr) return outer_->AddSums(sums());
  if (OpenSpans::MayHaveCurrent()) OpenSpans::AddToCurrent(sums());
} catch (...) {  // no memory: the sums of the enclosing scope are too low
}

std::unique_ptr<CalledFrom> OpenParent::Add(EndedOperation& operation) {
  insight::FinishedOperation& finished = operation.finished();
  {
    const BriefLock::Holder lock{lock_};
    if (!lock) return nullptr;
    if (finished.failed) finished.error = KeepError(finished.error);
    const auto [sum, fresh] = tally_.Add(finished);
    if (fresh) {
      operation.SetTexts();
      sum->Describe(finished);
      texts_.Keep(operation.statement(), sum->label, sum->verb);
    }
    if (sum == nullptr || static_cast<std::int64_t>(sum->count) != repeated_from_) {
      return nullptr;
    }
  }
  return FindPlaceOf(finished.statement);
}

std::unique_ptr<CalledFrom> OpenParent::FindPlaceOf(std::uint64_t statement) {
  CalledFrom from = FindCalledFrom();
  if (from.empty()) return nullptr;
  const BriefLock::Holder lock{lock_};
  if (lock) called_from_.emplace_back(statement, from.Text());
  return std::make_unique<CalledFrom>(std::move(from));
}

void OpenParent::AddPoolWait(std::int64_t nanoseconds) {
  insight::FinishedOperation wait;
  wait.work = insight::Work::kPoolWait;
  wait.duration = nanoseconds;
  const BriefLock::Holder lock{lock_};
  if (lock) tally_.Add(wait);
}

std::string_view OpenParent::KeepError(std::string_view error) {
  constexpr int kMost = 16;
  int count = 0;
  for (const std::string& known : errors_) {
    if (known == error) return known;
    ++count;
  }
  if (count >= kMost) return {};
  return errors_.emplace_front(error);
}

ScopeSums OpenParent::sums() const {
  const BriefLock::Holder lock{lock_};
  if (!lock) return {};
  ScopeSums sums = inside_;
  sums.count += tally_.count();
  for (const insight::SystemSum& system : tally_.systems()) {
    sums.time += system.time;
    AddSystem(sums.systems, system);
  }
  return sums;
}

void OpenParent::AddSums(const ScopeSums& sums) {
  const BriefLock::Holder lock{lock_};
  if (!lock) return;
  inside_.count += sums.count;
  inside_.time += sums.time;
  for (const insight::SystemSum& system : sums.systems) AddSystem(inside_.systems, system);
}

std::vector<insight::Finding> OpenParent::TakeFindings() {
  std::vector<insight::Finding> findings;
  {
    const BriefLock::Holder lock{lock_};
    if (!lock || taken_.exchange(true)) return findings;
    findings = tally_.Find(0);
    for (insight::Finding& finding : findings) {
      for (const auto& [statement, where] : called_from_) {
        if (finding.of_statement && finding.statement == statement) finding.where = where;
      }
    }
  }
  FindOverBudget(findings);
  return findings;
}

void OpenParent::FindOverBudget(std::vector<insight::Finding>& findings) const {
  if (budget_operations_ == 0 && budget_time_ == 0) return;
  const ScopeSums all = sums();
  const bool many = budget_operations_ > 0 && all.count > budget_operations_;
  const bool long_time = budget_time_ > 0 && all.time > budget_time_;
  if (!many && !long_time) return;
  insight::Finding finding;
  finding.kind = insight::FindingKind::kOverBudget;
  finding.of_statement = false;
  finding.count = all.count;
  finding.busy = all.time;
  finding.limit = budget_operations_;
  finding.expected = budget_time_;
  findings.push_back(finding);
}

std::int64_t OpenParent::age() const noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                              opened_)
      .count();
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
