#include "view/store.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <tuple>

#include "view/operation.h"

namespace dbspan::view {
namespace {

// Attributes that have a field of their own in StoredSpan.
bool HasField(std::string_view key) {
  return key == "db.query.text" || key == "db.response.returned_rows" ||
         key == "dbspan.affected_rows" || key == "error.type";
}

bool IsZero(const TraceId& id) { return id == TraceId{}; }

// Makes an id that differs for each span, and is the same whenever that span comes.
void SetApart(TraceId& id, SpanId span) {
  for (std::size_t i = 8; i < id.size(); ++i, span >>= 8U) {
    id[i] = static_cast<std::uint8_t>(id[i] ^ (span & 255U));
  }
}

}  // namespace

std::size_t Store::HashTrace::operator()(const TraceId& id) const noexcept {
  // Both halves: not every sender's ids are random throughout.
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, id.data(), sizeof high);
  std::memcpy(&low, id.data() + sizeof high, sizeof low);
  const std::uint64_t mixed = (high ^ low * 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U;
  return mixed ^ mixed >> 32U;
}

void Store::OnResource(ReceivedResource resource) {
  std::string key = resource.instance;
  if (key.empty()) key = resource.service + '\0' + std::to_string(resource.pid);
  const auto [found, added] =
      process_numbers_.emplace(std::move(key), static_cast<std::uint32_t>(processes_.size()));
  if (added) {
    Process process;
    process.pid = resource.pid;
    process.service = std::move(resource.service);
    process.executable = std::move(resource.executable);
    process.attributes = KeepAttributes(resource.attributes, false);
    processes_.push_back(std::move(process));
  }
  process_ = found->second;
}

void Store::OnSpan(ReceivedSpan span) {
  if (span.id == 0 || IsZero(span.trace_id)) {
    ++invalid_;
    return;
  }
  if (IsProcessSpan(span)) {
    AddProcess(FactsOfSpan(span));
    return;
  }
  const auto operation = OperationOf(span);
  const bool below_process = IsBelowProcess(span);
  // Operations that only share a process go one by one when memory ends.
  if (below_process && operation) SetApart(span.trace_id, span.id);
  if (!seen_.Add(span.trace_id, span.id)) {
    ++duplicates_;
    return;
  }
  ++received_;
  if (processes_.empty()) OnResource({});
  Process& process = processes_[process_];

  StoredSpan stored;
  stored.id = span.id;
  stored.parent_id = below_process ? 0 : span.parent_id;
  stored.below_process = below_process;
  stored.start = span.start;
  stored.end_before_start = !span.unfinished && span.end < span.start;
  stored.duration = span.unfinished ? -1 : std::max<std::int64_t>(0, span.end - span.start);
  stored.trace = TraceOf(span.trace_id);
  stored.name = strings_.Add(span.name);
  stored.kind = span.kind;
  stored.status = span.status;
  stored.message = strings_.Add(span.message);
  stored.process = process_;
  stored.scope = strings_.Add(span.scope);
  if (operation) {
    stored.statement =
        aggregates_.Add(*operation, process.service, span.message, stored.start, stored.duration);
    stored.text = strings_.Add(operation->text);
    stored.rows = operation->rows;
    stored.affected = operation->affected;
    stored.hits = operation->hits;
    stored.misses = operation->misses;
    stored.error = strings_.Add(operation->error);
    ++process.operations;
  }
  for (const auto& [key, value] : span.attributes) {
    if (key == "thread.id" && stored.thread == 0) stored.thread = strings_.Add(value);
    if (key == "thread.name") stored.thread = strings_.Add(value);
    if (key == "error.type" && !operation) stored.error = strings_.Add(value);
  }
  stored.attributes = KeepAttributes(span.attributes, operation.has_value());
  KeepEvents(span, stored);

  if (process.spans == 0 || stored.start < process.first) process.first = stored.start;
  process.last = std::max(process.last, stored.end());
  ++process.spans;
  spans_.push_back(stored);
  if (spans_.size() % 1024 == 0 && spans_.size() >= least_to_evict_ && bytes() > memory_) Evict();
}

std::size_t Store::bytes() const {
  constexpr std::size_t kTrace = sizeof(TraceId) + 64;  // with its entry in the map
  return spans_.size() * sizeof(StoredSpan) + events_.size() * sizeof(StoredEvent) +
         traces_.size() * kTrace + strings_.bytes() + attribute_sets_.bytes() + seen_.bytes();
}

bool Store::IsBelowProcess(const ReceivedSpan& span) const {
  if (span.parent_id == 0) return false;
  return std::any_of(process_facts_.begin(), process_facts_.end(), [&span](const auto& process) {
    return process.span == span.parent_id && process.trace == span.trace_id;
  });
}

std::uint32_t Store::TraceOf(const TraceId& id) {
  const auto [found, added] =
      trace_numbers_.emplace(id, static_cast<std::uint32_t>(traces_.size()));
  if (added) traces_.push_back(id);
  return found->second;
}

std::uint32_t Store::KeepAttributes(const Attributes& attributes, bool of_operation) {
  AttributeSets::Entries entries;
  for (const auto& [key, value] : attributes) {
    if (of_operation && HasField(key)) continue;
    entries.emplace_back(strings_.Add(key), strings_.Add(value));
  }
  std::sort(entries.begin(), entries.end());
  return attribute_sets_.Add(entries);
}

void Store::KeepEvents(const ReceivedSpan& span, StoredSpan& stored) {
  stored.first_event = static_cast<std::uint32_t>(events_.size());
  for (const ReceivedEvent& event : span.events) {
    if (stored.events == std::numeric_limits<std::uint16_t>::max()) return;
    if (stored.hits >= 0 && (event.name == "cache.hit" || event.name == "cache.miss")) continue;
    events_.push_back(
        {event.time, strings_.Add(event.name), KeepAttributes(event.attributes, false)});
    ++stored.events;
  }
}

void Store::Evict() {
  struct Candidate {
    bool failed = false;
    std::int64_t last = 0;
    std::size_t spans = 0;
    std::uint32_t trace = 0;
  };
  std::vector<Candidate> candidates(traces_.size());
  for (std::uint32_t i = 0; i < candidates.size(); ++i) candidates[i].trace = i;
  for (const StoredSpan& span : spans_) {
    Candidate& candidate = candidates[span.trace];
    candidate.failed |= span.failed();
    candidate.last = std::max(candidate.last, span.end());
    ++candidate.spans;
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& left, const Candidate& right) {
              return std::tie(left.failed, left.last) < std::tie(right.failed, right.last);
            });

  // A third at once, so that the work for each span stays constant.
  std::vector<bool> goes(traces_.size());
  std::size_t freed = 0;
  for (const Candidate& candidate : candidates) {
    if (freed >= spans_.size() / 3) break;
    goes[candidate.trace] = true;
    freed += candidate.spans;
  }

  std::vector<StoredSpan> spans;
  std::vector<StoredEvent> events;
  std::vector<TraceId> traces;
  std::vector<std::uint32_t> renumbered(traces_.size(), kNoRow);
  seen_.Clear();
  trace_numbers_.clear();
  for (StoredSpan span : spans_) {
    if (goes[span.trace]) continue;
    if (renumbered[span.trace] == kNoRow) {
      renumbered[span.trace] = static_cast<std::uint32_t>(traces.size());
      trace_numbers_.emplace(traces_[span.trace], renumbered[span.trace]);
      traces.push_back(traces_[span.trace]);
    }
    span.trace = renumbered[span.trace];
    seen_.Add(traces[span.trace], span.id);
    const auto first = events_.begin() + span.first_event;
    span.first_event = static_cast<std::uint32_t>(events.size());
    events.insert(events.end(), first, first + span.events);
    spans.push_back(span);
  }
  evicted_spans_ += spans_.size() - spans.size();
  evicted_traces_ += traces_.size() - traces.size();
  spans_.swap(spans);
  events_.swap(events);
  traces_.swap(traces);
  least_to_evict_ = spans_.size() + spans_.size() / 4 + 1024;
}

}  // namespace dbspan::view
