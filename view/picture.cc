#include "view/picture.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "insight/find_all.h"
#include "insight/finished_operation.h"
#include "insight/sentence.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

// Offset of the parent ids of bursts, which must differ from the parent ids that are row indices.
constexpr std::uint64_t kBurstParents = std::uint64_t{1} << 32U;

std::uint64_t ParentOf(const Row& row) {
  if (row.burst > 0) return kBurstParents + row.burst;
  return row.parent < 0 ? 2 * kBurstParents : static_cast<std::uint64_t>(row.parent);
}

// Returns the key in the label of a command: `cart:*` for `GET cart:*`.
std::string_view KeyIn(std::string_view label) {
  const auto blank = label.find(' ');
  return blank == std::string_view::npos ? std::string_view{} : label.substr(blank + 1);
}

// Returns an id for the thread of a span, as its connection: spans do not name their connection,
// and a thread mostly uses one.
std::uint64_t ConnectionOf(const StoredSpan& span) {
  return (std::uint64_t{span.process} + 1) << 32U | span.thread;
}

// The finished operations of a picture by start time; their ids are the indices of their rows.
class RowSource : public insight::OperationSource {
 public:
  explicit RowSource(const Picture& picture) : picture_(picture) {
    const auto& rows = picture.forest.rows;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const StoredSpan* span = picture.SpanOf(rows[i]);
      if (span == nullptr || !span->is_operation() || span->duration < 0) continue;
      if (rows[i].parent >= 0) rows_.push_back(i);
    }
    std::sort(rows_.begin(), rows_.end(), [&rows](std::uint32_t left, std::uint32_t right) {
      return std::pair{rows[left].start, left} < std::pair{rows[right].start, right};
    });
  }
  std::size_t size() const override { return rows_.size(); }
  insight::FinishedOperation At(std::size_t number) const override;

 private:
  const Picture& picture_;
  std::vector<std::uint32_t> rows_;
};

insight::FinishedOperation RowSource::At(std::size_t number) const {
  const Row& row = picture_.forest.rows[rows_[number]];
  const StoredSpan& span = *picture_.SpanOf(row);
  const Statement& statement =
      picture_.store->aggregates().statements()[static_cast<std::size_t>(span.statement)];
  insight::FinishedOperation operation;
  operation.id = rows_[number];
  operation.statement = static_cast<std::uint64_t>(span.statement);
  operation.parent = ParentOf(row);
  operation.system = statement.system;
  operation.label = statement.label;
  operation.verb = statement.verb;
  if (IsKeyValue(statement.system)) operation.key = KeyIn(operation.label);
  if (operation.verb == "CONNECT") operation.work = insight::Work::kConnect;
  operation.error = picture_.store->strings()[span.error];
  operation.connection = ConnectionOf(span);
  operation.in_burst = row.burst > 0;
  operation.start = span.start;
  operation.duration = span.times > 1 ? span.busy : span.duration;
  operation.times = span.times;
  operation.rows = span.rows;
  operation.hits = span.hits;
  operation.misses = span.misses;
  operation.failed = span.failed();
  return operation;
}

std::string AttributeOf(const Picture& picture, const StoredSpan& span, std::string_view key) {
  const StringTable& strings = picture.store->strings();
  for (const auto& [name, value] : picture.store->attribute_sets()[span.attributes]) {
    if (strings[name] == key) return std::string{strings[value]};
  }
  return {};
}

std::string WhereOf(const Picture& picture, const StoredSpan& span) {
  std::string where = AttributeOf(picture, span, "code.function.name");
  const std::string file = AttributeOf(picture, span, "code.file.path");
  const std::string line = AttributeOf(picture, span, "code.line.number");
  if (file.empty()) return where;
  if (!where.empty()) where += ", ";
  where += file.substr(file.rfind('/') + 1);
  return line.empty() ? where : where + ":" + line;
}

// Returns the parent row. For a burst without a row of its own, it is the row of the process.
const Row& ParentRow(const Picture& picture, const Row& row) {
  return picture.forest.rows[static_cast<std::size_t>(row.parent)];
}

PlacedFinding Place(const Picture& picture, insight::Finding finding) {
  PlacedFinding placed;
  for (const std::size_t id : finding.operations) {
    placed.rows.push_back(static_cast<std::uint32_t>(id));
  }
  const Row& first = picture.forest.rows[placed.rows.front()];
  placed.tree = first.tree;
  for (const std::uint32_t row : placed.rows) {
    placed.where = WhereOf(picture, *picture.SpanOf(picture.forest.rows[row]));
    if (!placed.where.empty()) break;
  }
  insight::Words words;
  if (finding.of_parent) {
    const Row& parent = ParentRow(picture, first);
    words.burst = first.burst > 0;
    words.transaction = parent.kind == RowKind::kTransaction;
    const bool made = parent.kind == RowKind::kBurst || parent.kind == RowKind::kTransaction;
    placed.parent = picture.NameOf(made ? ParentRow(picture, parent) : parent);
    placed.parent_duration = words.parent_duration = parent.duration;
  }
  words.parent = placed.parent;
  if (finding.of_statement) words.label = picture.labels[finding.statement];
  placed.sentence = insight::SentenceOf(finding, words);
  placed.advice = insight::AdviceOf(finding);
  finding.operations = {};  // placed.rows has them
  placed.finding = std::move(finding);
  return placed;
}

// Takes the outcome of a run that was read from a file from its root process, the only process
// whose parent is not in the file. Does nothing if there are several: the file then has several
// runs.
void TakeRecordedRun(const std::vector<ProcessFacts>& processes, RunFacts& run) {
  run.processes = processes;
  const ProcessFacts* root = nullptr;
  for (const ProcessFacts& process : processes) {
    const bool below = std::any_of(processes.begin(), processes.end(), [&](const auto& other) {
      return other.span == process.parent_span && other.trace == process.trace;
    });
    if (below) continue;
    if (root != nullptr) return;  // the file has several runs
    root = &process;
  }
  if (root == nullptr || !run.outcome.empty() || run.live) return;
  run.outcome = root->outcome;
  run.exit_code = std::max(root->exit_code, 0);
  run.signal = root->signal;
  run.started = root->started;
  run.duration = root->duration;
}

// Groups the failed operations by label, error and call site; ignores those without a call site.
void AddFailures(Picture& picture) {
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const StoredSpan& span : picture.store->spans()) {
    if (!span.failed() || !span.is_operation()) continue;
    std::string where = WhereOf(picture, span);
    if (where.empty()) continue;
    PlacedFailure failure{picture.labels[static_cast<std::size_t>(span.statement)],
                          std::string{picture.store->strings()[span.error]}, std::move(where), 0};
    const auto [found, added] =
        known.try_emplace({failure.label, failure.error, failure.where}, picture.failures.size());
    if (added) picture.failures.push_back(std::move(failure));
    ++picture.failures[found->second].count;
  }
  std::stable_sort(
      picture.failures.begin(), picture.failures.end(),
      [](const PlacedFailure& a, const PlacedFailure& b) { return a.count > b.count; });
}

// Tells findings apart that are different problems.
using FindingKey = std::tuple<insight::FindingKind, std::int64_t, std::string, std::string,
                              std::string, RowKind, bool>;

FindingKey KeyOf(const Picture& picture, const PlacedFinding& placed) {
  const insight::Finding& finding = placed.finding;
  const Row& first = picture.forest.rows[placed.rows.front()];
  const RowKind parent = first.parent < 0 ? RowKind::kSpan : ParentRow(picture, first).kind;
  return {finding.kind,
          finding.of_statement ? static_cast<std::int64_t>(finding.statement) : -1,
          std::string{finding.error},
          placed.parent,
          placed.where,
          parent,
          finding.of_parent};
}

// Returns ` The same below 39 others of that name: 702 ms.`
std::string OthersOf(const Picture& picture, const PlacedFinding& placed) {
  const Row& first = picture.forest.rows[placed.rows.front()];
  const bool burst = first.burst > 0;
  const bool transaction = ParentRow(picture, first).kind == RowKind::kTransaction;
  std::string text;
  if (burst || transaction) {
    text = " The same in " +
           (burst ? CountText(placed.others, "other burst", "other bursts")
                  : CountText(placed.others, "other transaction", "other transactions"));
  } else {
    text = " The same below " + CountText(placed.others, "other", "others") + " of that name";
  }
  return text + ": " + DurationText(placed.others_busy) + ".";
}

void AddFindings(Picture& picture, const PictureOptions& options) {
  picture.finding_of_row.assign(picture.forest.rows.size(), 0);
  std::map<FindingKey, std::size_t> known;
  // The most expensive comes first.
  for (auto& finding : insight::FindAll(RowSource{picture}, options.thresholds)) {
    PlacedFinding placed = Place(picture, std::move(finding));
    const auto [same, added] = known.try_emplace(KeyOf(picture, placed), picture.findings.size());
    if (placed.finding.of_statement) {  // others are not about single rows
      for (const std::uint32_t row : placed.rows) {
        std::uint32_t& number = picture.finding_of_row[row];
        if (number == 0) number = static_cast<std::uint32_t>(same->second + 1);
      }
    }
    if (added) {
      picture.findings.push_back(std::move(placed));
      continue;
    }
    PlacedFinding& first = picture.findings[same->second];
    first.rows.insert(first.rows.end(), placed.rows.begin(), placed.rows.end());
    ++first.others;
    first.others_busy += placed.finding.busy;
  }
  for (PlacedFinding& placed : picture.findings) {
    if (placed.others > 0) placed.sentence += OthersOf(picture, placed);
  }
}

}  // namespace

std::string Picture::NameOf(const Row& row) const {
  const Process* process =
      row.process < store->processes().size() ? &store->processes()[row.process] : nullptr;
  switch (row.kind) {
    case RowKind::kProcess:
      if (process == nullptr) return run.title;
      if (!process->executable.empty()) return process->executable;
      return process->service;
    case RowKind::kBurst:
      return "burst";
    case RowKind::kTransaction:
      return "transaction";
    case RowKind::kMissingParent:
      return "(parent not received)";
    case RowKind::kSpan:
      break;
  }
  const StoredSpan& span = *SpanOf(row);
  if (span.is_operation()) return labels[static_cast<std::size_t>(span.statement)];
  const std::string_view name = store->strings()[span.name];
  return name.empty() ? "(without a name)" : std::string{name};
}

Picture TakePicture(const Store& store, RunFacts run, const PictureOptions& options) {
  Picture picture;
  picture.store = &store;
  picture.run = std::move(run);
  if (picture.run.processes.empty()) TakeRecordedRun(store.process_facts(), picture.run);
  const bool ended = picture.run.started > 0 && picture.run.duration >= 0;
  picture.forest =
      GrowForest(store, ended ? picture.run.started + picture.run.duration : 0, options.burst_gap);
  const auto& statements = store.aggregates().statements();
  picture.labels = DistinctLabels(statements);
  for (std::uint32_t i = 0; i < statements.size(); ++i) picture.by_total.push_back(i);
  std::stable_sort(picture.by_total.begin(), picture.by_total.end(),
                   [&statements](std::uint32_t left, std::uint32_t right) {
                     return statements[left].durations.total() >
                            statements[right].durations.total();
                   });
  AddFindings(picture, options);
  AddFailures(picture);
  return picture;
}

std::vector<bool> TracesWithFindings(const Store& store, const PictureOptions& options) {
  Picture picture;
  picture.store = &store;
  picture.forest = GrowForest(store, 0, options.burst_gap);
  picture.labels.resize(store.aggregates().statements().size());  // nobody reads the sentences
  AddFindings(picture, options);
  std::vector<bool> found(store.traces().size());
  for (const PlacedFinding& placed : picture.findings) {
    if (!placed.finding.of_parent) continue;
    for (const std::uint32_t row : placed.rows) {
      found[picture.SpanOf(picture.forest.rows[row])->trace] = true;
    }
  }
  return found;
}

std::string_view ShortSystem(std::string_view system) {
  return system == "postgresql" ? "postgres" : system;
}

}  // namespace dbspan::view
