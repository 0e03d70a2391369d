#include "insight/find_all.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

#include "insight/parent_tally.h"
#include "insight/run_tally.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Operations in memory.
class Ordered : public OperationSource {
 public:
  explicit Ordered(const std::vector<FinishedOperation>& operations) {
    ordered_.reserve(operations.size());
    for (const FinishedOperation& operation : operations) ordered_.push_back(&operation);
    std::sort(ordered_.begin(), ordered_.end(), [](const auto* left, const auto* right) {
      return std::pair{left->start, left->id} < std::pair{right->start, right->id};
    });
  }
  std::size_t size() const override { return ordered_.size(); }
  FinishedOperation At(std::size_t number) const override { return *ordered_[number]; }

 private:
  std::vector<const FinishedOperation*> ordered_;
};

// A parent, and the number of one of its operations.
struct Child {
  std::uint64_t parent = 0;
  std::uint32_t number = 0;

  bool operator<(const Child& other) const {
    return std::tie(parent, number) < std::tie(other.parent, other.number);
  }
};

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

// Replaces the example in each finding from `first` on by the ids of all operations that the
// finding is about. `for_each` calls its argument with each operation that may be.
template <class ForEach>
void AddOperations(std::vector<Finding>& findings, std::size_t first, const Thresholds& thresholds,
                   ForEach&& for_each) {
  if (findings.size() == first) return;
  std::vector<std::vector<std::size_t>> ids(findings.size() - first);
  for_each([&](const FinishedOperation& operation) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (IsAbout(findings[first + i], operation, thresholds)) ids[i].push_back(operation.id);
    }
  });
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Finding& finding = findings[first + i];
    if (finding.kind == FindingKind::kIdleTransaction || ids[i].empty()) continue;
    finding.operations = std::move(ids[i]);
  }
}

void FindBelowParents(const OperationSource& operations, const Thresholds& thresholds,
                      std::vector<Finding>& findings) {
  std::vector<Child> children(operations.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    children[i] = {operations.At(i).parent, static_cast<std::uint32_t>(i)};
  }
  std::sort(children.begin(), children.end());
  for (std::size_t begin = 0, end = 0; begin < children.size(); begin = end) {
    const std::uint64_t parent = children[begin].parent;
    while (end < children.size() && children[end].parent == parent) ++end;
    const auto for_each = [&](auto&& use) {
      for (std::size_t i = begin; i < end; ++i) use(operations.At(children[i].number));
    };
    const bool burst = operations.At(children[begin].number).in_burst;
    ParentTally tally{burst ? ParentKind::kBurst : ParentKind::kSpan, thresholds, end - begin};
    for_each([&tally](const FinishedOperation& operation) { tally.Add(operation); });
    const std::size_t first = findings.size();
    for (Finding& finding : tally.Find(parent)) findings.push_back(std::move(finding));
    AddOperations(findings, first, thresholds, for_each);
  }
}

void FindInRun(const OperationSource& operations, const Thresholds& thresholds,
               std::vector<Finding>& findings) {
  constexpr std::size_t kMost = 10000;
  const auto for_each = [&operations](auto&& use) {
    for (std::size_t i = 0; i < operations.size(); ++i) use(operations.At(i));
  };
  RunTally tally{thresholds, kMost};
  for_each([&tally](const FinishedOperation& operation) { tally.Add(operation); });
  const std::size_t first = findings.size();
  const bool churns = std::any_of(findings.begin(), findings.end(), [](const Finding& below) {
    return below.kind == FindingKind::kConnectionChurn;
  });
  for (Finding& finding : tally.Find()) {
    if (churns && finding.kind == FindingKind::kConnectionChurn) continue;
    findings.push_back(std::move(finding));
  }
  AddOperations(findings, first, thresholds, for_each);
}

}  // namespace

std::vector<Finding> FindAll(const OperationSource& operations, const Thresholds& thresholds) {
  std::vector<Finding> findings;
  FindBelowParents(operations, thresholds, findings);
  FindInRun(operations, thresholds, findings);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return left.busy > right.busy;
  });
  return findings;
}

std::vector<Finding> FindAll(const std::vector<FinishedOperation>& operations,
                             const Thresholds& thresholds) {
  return FindAll(Ordered{operations}, thresholds);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
