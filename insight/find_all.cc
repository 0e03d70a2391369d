#include "insight/find_all.h"

#include <algorithm>
#include <map>
#include <utility>

#include "insight/parent_tally.h"
#include "insight/run_tally.h"
#include "insight/verb.h"

namespace dbspan::insight {
namespace {

using Ordered = std::vector<const FinishedOperation*>;

Ordered ByStart(const std::vector<FinishedOperation>& operations) {
  Ordered ordered;
  ordered.reserve(operations.size());
  for (const FinishedOperation& operation : operations) ordered.push_back(&operation);
  std::sort(ordered.begin(), ordered.end(), [](const auto* left, const auto* right) {
    return std::pair{left->start, left->id} < std::pair{right->start, right->id};
  });
  return ordered;
}

bool IsAbout(const Finding& finding, const FinishedOperation& operation,
             const Thresholds& thresholds) {
  if (finding.of_statement && finding.statement != operation.statement) return false;
  switch (finding.kind) {
    case FindingKind::kErrorStorm:
      return operation.failed && operation.error == finding.error;
    case FindingKind::kSlowStatement:
      return operation.duration_of_each() >= thresholds.slow;
    case FindingKind::kSlowerThanUsual:
      return operation.duration_of_each() >= finding.expected * thresholds.slower;
    case FindingKind::kUnusedRows:
      return operation.abandoned;
    case FindingKind::kConnectionChurn:
      return operation.work == Work::kConnect;
    case FindingKind::kPoolWait:
      return operation.work == Work::kPoolWait;
    default:
      return operation.work == Work::kStatement;
  }
}

// Replaces the example by the ids of all operations that the finding is about.
void AddOperations(Finding& finding, const Ordered& candidates, const Thresholds& thresholds) {
  if (finding.kind == FindingKind::kIdleTransaction) return;
  std::vector<std::size_t> ids;
  for (const FinishedOperation* operation : candidates) {
    if (IsAbout(finding, *operation, thresholds)) ids.push_back(operation->id);
  }
  if (!ids.empty()) finding.operations = std::move(ids);
}

void FindBelowParents(const Ordered& ordered, const Thresholds& thresholds,
                      std::vector<Finding>& findings) {
  std::map<std::uint64_t, Ordered> below;
  for (const FinishedOperation* operation : ordered) below[operation->parent].push_back(operation);
  for (const auto& [parent, children] : below) {
    const ParentKind kind = children.front()->in_burst ? ParentKind::kBurst : ParentKind::kSpan;
    ParentTally tally{kind, thresholds, children.size()};
    for (const FinishedOperation* operation : children) tally.Add(*operation);
    for (Finding& finding : tally.Find(parent)) {
      AddOperations(finding, children, thresholds);
      findings.push_back(std::move(finding));
    }
  }
}

void FindInRun(const Ordered& ordered, const Thresholds& thresholds,
               std::vector<Finding>& findings) {
  constexpr std::size_t kMost = 10000;
  RunTally tally{thresholds, kMost};
  for (const FinishedOperation* operation : ordered) tally.Add(*operation);
  for (Finding& finding : tally.Find()) {
    AddOperations(finding, ordered, thresholds);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

std::vector<Finding> FindAll(const std::vector<FinishedOperation>& operations,
                             const Thresholds& thresholds) {
  const Ordered ordered = ByStart(operations);
  std::vector<Finding> findings;
  FindBelowParents(ordered, thresholds, findings);
  FindInRun(ordered, thresholds, findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return left.busy > right.busy;
  });
  return findings;
}

}  // namespace dbspan::insight
