#include "view/picture.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "insight/sentence.h"
#include "view/call_site.h"
#include "view/collect_findings.h"
#include "view/statement_labels.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

// Takes the outcome of a run that was read from a file from its root process, the only process
// whose parent is not in the file. Does nothing if there are several: the file then has several
// runs.
void TakeRecordedRun(const std::vector<ProcessFacts>& processes, RunFacts& run) {
  run.processes = processes;
  std::set<std::pair<TraceId, SpanId>> spans;
  for (const ProcessFacts& process : processes) spans.emplace(process.trace, process.span);
  const ProcessFacts* root = nullptr;
  for (const ProcessFacts& process : processes) {
    const bool below = spans.count({process.trace, process.parent_span}) > 0;
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
  const Store& store = *picture.store;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  const auto add = [&](const KeptFailure& failed) {
    std::string where = CallSiteOf(store, failed.site);
    if (where.empty()) return;
    PlacedFailure failure{picture.labels[static_cast<std::size_t>(failed.statement)], failed.error,
                          std::move(where), 0};
    const auto [found, added] =
        known.try_emplace({failure.label, failure.error, failure.where}, picture.failures.size());
    if (added) picture.failures.push_back(std::move(failure));
    picture.failures[found->second].count += failed.count;
  };
  for (const KeptFailure& failed : store.evicted_findings().failures()) add(failed);
  for (const StoredSpan& span : store.spans()) {
    if (!span.failed() || !span.is_operation()) continue;
    add({span.statement, std::string{store.strings()[span.error]}, span.attributes, 1});
  }
  std::stable_sort(
      picture.failures.begin(), picture.failures.end(),
      [](const PlacedFailure& a, const PlacedFailure& b) { return a.count > b.count; });
}

// Returns the sentence about a finding: `SELECT stock ran 25 times below «checkout»: 18.2 ms of its
// 21.9. The same below 39 others of that name: 702 ms.`
std::string SentenceOf(const Picture& picture, const PlacedFinding& placed) {
  insight::Words words;
  words.parent = placed.parent;
  words.burst = placed.in_burst;
  words.transaction = placed.in_transaction;
  words.parent_duration = placed.finding.of_parent ? placed.parent_duration : -1;
  if (placed.finding.of_statement) words.label = picture.labels[placed.finding.statement];
  const std::string sentence = insight::SentenceOf(placed.finding, words);
  if (placed.others == 0) return sentence;
  std::string others;
  if (placed.in_burst) {
    others = "in " + CountText(placed.others, "other burst", "other bursts");
  } else if (placed.in_transaction) {
    others = "in " + CountText(placed.others, "other transaction", "other transactions");
  } else {
    others = "below " + CountText(placed.others, "other", "others") + " of that name";
  }
  return sentence + " The same " + others + ": " + DurationText(placed.others_busy) + ".";
}

void AddFindings(Picture& picture, const PictureOptions& options) {
  picture.finding_of_row.assign(picture.forest.rows.size(), 0);
  std::map<FindingKey, std::size_t> known;
  for (PlacedFinding& placed : CollectFindings(picture, options)) {
    const auto [same, added] =
        known.try_emplace(KeyOf(placed, placed.where), picture.findings.size());
    if (placed.finding.of_statement) {  // others are not about single rows
      for (const std::uint32_t row : placed.rows) {
        std::uint32_t& number = picture.finding_of_row[row];
        if (number == 0) number = static_cast<std::uint32_t>(same->second + 1);
      }
    }
    if (added) {
      picture.findings.push_back(std::move(placed));
    } else {
      MergeInto(picture.findings[same->second], std::move(placed));
    }
  }
  for (PlacedFinding& placed : picture.findings) {
    placed.sentence = SentenceOf(picture, placed);
    placed.advice = insight::AdviceOf(placed.finding);
  }
}

// Returns whether a finding about the whole run has only the operations that are the problem.
bool IsAboutSlow(insight::FindingKind kind) {
  return kind == insight::FindingKind::kSlowStatement ||
         kind == insight::FindingKind::kSlowerThanUsual;
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

Picture TakePicture(Store& store, RunFacts run, const PictureOptions& options) {
  store.PlaceProcesses();
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

void KeepFindings(Store& store, const PictureOptions& options) {
  store.FindBeforeEviction([options](const Store& all) {
    Picture picture;
    picture.store = &all;
    picture.forest = GrowForest(all, 0, options.burst_gap);
    picture.labels = DistinctLabels(all.aggregates().statements());
    FoundInStore found;
    found.traces.resize(all.traces().size());
    for (PlacedFinding& placed : CollectFindings(picture, options)) {
      const bool of_single = placed.finding.of_parent || IsAboutSlow(placed.finding.kind);
      FoundFinding& one = found.findings.emplace_back();
      for (const std::uint32_t row : placed.rows) {
        one.spans.push_back(picture.forest.rows[row].span);
        if (of_single) found.traces[all.spans()[one.spans.back()].trace] = true;
      }
      one.placed = std::move(placed);
    }
    return found;
  });
}

std::string_view ShortSystem(std::string_view system) {
  return system == "postgresql" ? "postgres" : system;
}

}  // namespace dbspan::view
