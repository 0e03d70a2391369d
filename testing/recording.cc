#include "dbspan/testing/recording.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <stdexcept>
#include <string_view>

#include "core/options/environment_reader.h"
#include "insight/live/settings.h"
#include "insight/quantity_text.h"
#include "insight/sentence.h"
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
  const auto add_lookups = [&text](std::int64_t count, const char* one, const char* many) {
    if (count == 1) text += std::string{"  "} + one;
    if (count > 1) text += "  " + insight::CountText(static_cast<std::uint64_t>(count), one, many);
  };
  add_lookups(operation.hits, "hit", "hits");
  add_lookups(operation.misses, "miss", "misses");
  return operation.failed ? text + "  ERROR " + operation.error : text;
}

void AddKnown(std::int64_t& sum, std::int64_t count) {
  if (count >= 0) sum = std::max<std::int64_t>(sum, 0) + count;
}

// Adds the numbers of an operation that shares the line of others.
void Add(RecordedOperation& sum, const RecordedOperation& operation) {
  sum.duration += operation.duration;
  AddKnown(sum.rows, operation.rows);
  AddKnown(sum.affected, operation.affected);
  AddKnown(sum.hits, operation.hits);
  AddKnown(sum.misses, operation.misses);
}

bool ShareLine(const RecordedOperation& one, const RecordedOperation& other) {
  return one.statement == other.statement && one.text == other.text && one.system == other.system &&
         one.parent == other.parent && one.failed == other.failed && one.error == other.error;
}

// Names operations by their statement, or by the beginning of their text if several texts have the
// same name. Refers to the operations.
class Names {
 public:
  explicit Names(const std::vector<RecordedOperation>& all) {
    for (const RecordedOperation& operation : all) {
      const auto [known, fresh] = texts_.emplace(operation.statement, operation.text);
      if (!fresh && known->second != operation.text) ambiguous_.insert(operation.statement);
    }
  }
  std::string_view Of(const RecordedOperation& operation) const {
    const bool by_text = !operation.text.empty() && ambiguous_.count(operation.statement) > 0;
    return by_text ? insight::BeginningOf(operation.text) : std::string_view{operation.statement};
  }

 private:
  std::map<std::string_view, std::string_view> texts_;
  std::set<std::string_view> ambiguous_;
};

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
  const Names names{all};
  std::string text = insight::CountText(count(), "operation", "operations") + '\n';
  for (std::size_t i = 0; i < all.size();) {
    const std::string& parent = all[i].parent;
    const bool first = i == 0 ? !parent.empty() : parent != all[i - 1].parent;
    if (first) text += (parent.empty() ? "without a parent" : parent) + '\n';
    RecordedOperation sum = all[i];
    std::size_t end = i + 1;
    for (; end < all.size() && ShareLine(all[i], all[end]); ++end) Add(sum, all[end]);
    const bool last = end == all.size() || all[end].parent != parent;
    text += last ? "└─ " : "├─ ";
    text += names.Of(all[i]);
    if (end - i > 1) text += "  × " + std::to_string(end - i);
    text += "  " + Describe(sum) + '\n';
    i = end;
  }
  return text + testing::findings(*this);
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
