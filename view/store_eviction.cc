#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "view/store.h"
#include "view/text_move.h"

namespace dbspan::view {
namespace {

// Traces with a span among the last received, one of so many, may still be arriving. They stay,
// because the rest of a trace would look like a trace without findings.
constexpr std::size_t kRecent = 16;

struct Candidate {
  bool recent = false;
  bool failed = false;
  bool found = false;  ///< It has a finding.
  std::int64_t last = 0;
  std::size_t spans = 0;
  std::uint32_t trace = 0;
};

}  // namespace

// Returns for each span whether to evict it. `with_finding` is indexed by trace, or empty. Chooses
// about a third of the spans at once, so that the amortized cost per span is constant.
std::vector<bool> Store::ChooseToEvict(const std::vector<bool>& with_finding) const {
  std::vector<Candidate> candidates(traces_.size());
  for (std::uint32_t i = 0; i < candidates.size(); ++i) candidates[i].trace = i;
  for (const StoredSpan& span : spans_) {
    Candidate& candidate = candidates[span.trace];
    candidate.failed |= span.failed();
    candidate.last = std::max(candidate.last, span.end());
    ++candidate.spans;
  }
  for (std::size_t i = spans_.size() - spans_.size() / kRecent; i < spans_.size(); ++i) {
    candidates[spans_[i].trace].recent = true;
  }
  for (std::size_t i = 0; i < with_finding.size(); ++i) candidates[i].found = with_finding[i];
  const std::size_t enough = spans_.size() / 3;
  std::size_t freed = 0;
  std::vector<std::size_t> leaves(traces_.size());  // spans to evict of each trace, oldest first
  for (const Candidate& candidate : candidates) {
    const bool takes_most = candidate.spans > spans_.size() / 2;
    std::size_t most = std::min(candidate.spans, kMostOfTrace);
    if (takes_most) most = std::min(most, candidate.spans - std::min(candidate.spans, enough));
    leaves[candidate.trace] = candidate.spans - most;
    freed += leaves[candidate.trace];
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& left, const Candidate& right) {
              return std::tie(left.recent, left.failed, left.found, left.last) <
                     std::tie(right.recent, right.failed, right.found, right.last);
            });
  for (const Candidate& candidate : candidates) {
    if (freed >= enough) break;
    freed += candidate.spans - leaves[candidate.trace];
    leaves[candidate.trace] = candidate.spans;
  }

  std::vector<std::uint32_t> order(spans_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [this](std::uint32_t left, std::uint32_t right) {
    return spans_[left].start < spans_[right].start;
  });
  std::vector<std::size_t> of_trace(traces_.size());
  for (const Candidate& candidate : candidates) of_trace[candidate.trace] = candidate.spans;
  std::vector<bool> goes(spans_.size());
  std::vector<bool> has_root(traces_.size());
  for (const std::uint32_t number : order) {
    const StoredSpan& span = spans_[number];
    std::size_t& left = leaves[span.trace];
    if (left == 0) continue;
    const bool whole = left == of_trace[span.trace];
    // A trace that is not evicted as a whole keeps its root, which names it.
    if (!whole && span.parent_id == 0 && !has_root[span.trace]) {
      has_root[span.trace] = true;
      continue;
    }
    goes[number] = true;
    --left;
    --of_trace[span.trace];
  }
  return goes;
}

void Store::Evict() {
  PlaceProcesses();
  FoundInStore found = find_ ? find_(*this) : FoundInStore{};
  const std::vector<bool> goes = ChooseToEvict(found.traces);
  evicted_findings_.Keep(std::move(found.findings), *this, goes);
  found = {};
  evicted_findings_.CountFailures(*this, goes);
  const std::vector<TraceId> before = std::move(traces_);
  traces_ = {};
  trace_numbers_.Clear();
  seen_.Clear();
  // Spans and events move to the front within their blocks; both keep their order.
  std::size_t spans = 0;
  std::size_t events = 0;
  std::vector<std::uint32_t> numbers(spans_.size(), kNoRow);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    if (goes[i]) continue;
    numbers[i] = static_cast<std::uint32_t>(spans);
    StoredSpan span = spans_[i];
    span.trace = TraceOf(before[span.trace]);
    seen_.Add(ReceivedTraceOf(span), span.id);
    const std::size_t first = span.first_event;
    span.first_event = static_cast<std::uint32_t>(events);
    for (std::size_t event = 0; event < span.events; ++event) {
      events_[events++] = events_[first + event];
    }
    spans_[spans++] = span;
  }
  evicted_spans_ += spans_.size() - spans;
  evicted_traces_ += before.size() - traces_.size();
  spans_.Shrink(spans);
  events_.Shrink(events);
  evicted_findings_.MoveAnchors(numbers);
  numbers = {};
  DropUnusedProcesses();
  DropUnusedTexts();
  least_to_evict_ = bytes() + bytes() / 8;
}

// Removes the processes without spans if there are too many. Their sums of spans and operations,
// which only the Run view shows, are lost.
void Store::DropUnusedProcesses() {
  if (processes_.size() <= kMostProcesses) return;
  std::vector<bool> used(processes_.size());
  for (const StoredSpan& span : spans_) used[span.process] = true;
  if (process_ != kNoRow) used[process_] = true;
  std::vector<std::uint32_t> renumbered(processes_.size(), kNoRow);
  std::vector<Process> processes;
  for (std::uint32_t i = 0; i < processes_.size(); ++i) {
    if (!used[i]) continue;
    renumbered[i] = static_cast<std::uint32_t>(processes.size());
    processes.push_back(std::move(processes_[i]));
  }
  for (auto known = process_numbers_.begin(); known != process_numbers_.end();) {
    known->second = renumbered[known->second];
    known = known->second == kNoRow ? process_numbers_.erase(known) : std::next(known);
  }
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    spans_[i].process = renumbered[spans_[i].process];
  }
  if (process_ != kNoRow) process_ = renumbered[process_];
  processes_.swap(processes);
}

void Store::DropUnusedTexts() {
  TextMove move{strings_, attribute_sets_};
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    StoredSpan& span = spans_[i];
    for (std::uint32_t* text :
         {&span.name, &span.text, &span.error, &span.message, &span.thread, &span.scope}) {
      *text = move.Text(*text);
    }
    span.attributes = move.Set(span.attributes);
  }
  for (std::size_t i = 0; i < events_.size(); ++i) {
    StoredEvent& event = events_[i];
    event.name = move.Text(event.name);
    event.attributes = move.Set(event.attributes);
  }
  for (Process& process : processes_) process.attributes = move.Set(process.attributes);
  evicted_findings_.MoveSites([&move](std::uint32_t set) { return move.Set(set); });
  strings_ = move.TakeTexts();
  attribute_sets_ = move.TakeSets();
}

}  // namespace dbspan::view
