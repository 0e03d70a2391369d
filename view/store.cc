#include "view/store.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "view/operation.h"

namespace dbspan::view {
namespace {

// Returns true for attributes that an operation stores in fields. It has a field for the error type
// only if it failed: the errors that callers of Redis expect are no failures.
bool HasField(const StoredSpan& operation, std::string_view key) {
  return key == "db.query.text" || key == "db.response.returned_rows" ||
         key == "dbspan.affected_rows" || (key == "error.type" && operation.error != 0);
}

// Returns `worker-2 (4713)`: with the thread id, because several threads may have the same name.
std::string ThreadOf(const ReceivedSpan& span) {
  std::string id;
  std::string name;
  for (const auto& [key, value] : span.attributes) {
    if (key == "thread.id") id = value;
    if (key == "thread.name") name = value;
  }
  if (name.empty()) return id.empty() ? id : "thread " + id;
  return id.empty() ? name : name + " (" + id + ")";
}

bool IsZero(const TraceId& id) { return id == TraceId{}; }

// Mixes the bits as splitmix64 does, because the ids of some tracers count up, or have one constant
// half.
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ value >> 30U) * 0xbf58476d1ce4e5b9U;
  value = (value ^ value >> 27U) * 0x94d049bb133111ebU;
  return value ^ value >> 31U;
}

std::uint64_t HashOf(const TraceId& id) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, id.data(), sizeof high);
  std::memcpy(&low, id.data() + sizeof high, sizeof low);
  return Mix(Mix(high) ^ low);
}

}  // namespace

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
  if (!seen_.Add(span.trace_id, span.id)) {
    ++duplicates_;
    return;
  }
  // Operations without a parent other than the process get traces of their own, so that eviction
  // removes them one by one.
  if (below_process && operation) span.trace_id = OwnTrace(span.trace_id, span.id);
  ++received_;
  if (process_ == kNoRow) TakeProcess();
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
    stored.times = static_cast<std::uint32_t>(operation->times);
    stored.busy = operation->times > 1 ? operation->total : stored.duration;
    process.operations += stored.times;
  }
  stored.thread = strings_.Add(ThreadOf(span));
  for (const auto& [key, value] : span.attributes) {
    if (key == "error.type" && !operation) stored.error = strings_.Add(value);
  }
  stored.attributes = KeepAttributes(span.attributes, operation ? &stored : nullptr);
  KeepEvents(span, stored);

  if (process.spans == 0 || stored.start < process.first) process.first = stored.start;
  process.last = std::max(process.last, stored.end());
  ++process.spans;
  spans_.push_back(stored);
  const std::size_t used = bytes();
  if (used > memory_ && used > least_to_evict_) Evict();
}

std::size_t Store::bytes() const {
  // For each row of a picture: the row itself, its place in the lists that order rows while the
  // picture is taken, and its compressed columns in a page.
  constexpr std::size_t kRow = 130;
  constexpr std::size_t kTree = 80;
  constexpr std::size_t kSpan = sizeof(StoredSpan) + kRow;
  constexpr std::size_t kTrace = sizeof(TraceId) + HashIndex::kBytesPerValue + kTree;
  constexpr std::size_t kProcess = sizeof(Process) + 200;  // includes the entry in the map
  constexpr std::size_t kFacts = sizeof(ProcessFacts) + HashIndex::kBytesPerValue + 100;
  // A page has the statements once more, as JSON.
  return spans_.size() * kSpan + events_.size() * sizeof(StoredEvent) + traces_.size() * kTrace +
         processes_.size() * kProcess + process_facts_.size() * kFacts + strings_.bytes() +
         attribute_sets_.bytes() + seen_.bytes() + 2 * aggregates_.bytes() +
         evicted_findings_.bytes();
}

std::uint32_t Store::TraceOf(const TraceId& id) {
  const std::uint64_t hash = HashOf(id);
  const std::uint32_t found =
      trace_numbers_.Find(hash, [&](std::uint32_t number) { return traces_[number] == id; });
  if (found != HashIndex::kNone) return found;
  const auto number = static_cast<std::uint32_t>(traces_.size());
  traces_.push_back(id);
  trace_numbers_.Add(hash, number, [this](std::uint32_t other) { return HashOf(traces_[other]); });
  return number;
}

std::uint32_t Store::KeepAttributes(const Attributes& attributes, const StoredSpan* operation) {
  AttributeSets::Entries entries;
  for (const auto& [key, value] : attributes) {
    if (operation != nullptr && HasField(*operation, key)) continue;
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
        {event.time, strings_.Add(event.name), KeepAttributes(event.attributes, nullptr)});
    ++stored.events;
  }
}

}  // namespace dbspan::view
