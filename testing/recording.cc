#include "dbspan/testing/recording.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "core/options/environment_reader.h"
#include "insight/live/settings.h"
#include "insight/quantity_text.h"
#include "insight/thresholds.h"
#include "testing/recording_state.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {
namespace {

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

void Recording::set_over_budget(OverBudget called) noexcept { State::set_over_budget(called); }

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
