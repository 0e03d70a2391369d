#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "view/aggregates.h"
#include "view/attribute_sets.h"
#include "view/blocks.h"
#include "view/evicted_findings.h"
#include "view/hash_index.h"
#include "view/process_facts.h"
#include "view/received_span.h"
#include "view/seen_spans.h"
#include "view/string_table.h"

namespace dbspan::view {

/// A span in a store. Texts and attributes are indices into the tables of the store.
struct StoredSpan {
  SpanId id = 0;
  SpanId parent_id = 0;
  std::int64_t start = 0;     ///< Unix nanoseconds.
  std::int64_t duration = 0;  ///< -1: it did not end.
  std::int64_t busy = 0;      ///< Of an operation: the sum of the durations that it stands for.
  std::int64_t rows = -1;
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::uint32_t trace = 0;
  std::int32_t statement = -1;  ///< Index in `aggregates()`; -1: not a database operation.
  std::uint32_t name = 0;
  std::uint32_t text = 0;
  std::uint32_t error = 0;
  std::uint32_t message = 0;
  std::uint32_t attributes = 0;
  std::uint32_t thread = 0;  ///< `worker-2 (4713)`; 0: unknown.
  std::uint32_t process = 0;
  std::uint32_t scope = 0;
  std::uint32_t first_event = 0;
  std::uint32_t times = 1;  ///< Number of operations that it stands for.
  std::uint16_t events = 0;
  std::uint8_t kind = 0;
  std::uint8_t status = 0;
  bool end_before_start = false;
  bool below_process = false;  ///< Its parent is the span of its process; `parent_id` is then 0.

  bool failed() const { return status == 2; }
  bool is_operation() const { return statement >= 0; }
  std::int64_t end() const { return start + (duration < 0 ? 0 : duration); }
};

struct StoredEvent {
  std::int64_t time = 0;
  std::uint32_t name = 0;
  std::uint32_t attributes = 0;
};

/// A process: the spans with one resource.
struct Process {
  std::int64_t pid = 0;
  std::string service;
  std::string executable;
  std::uint32_t attributes = 0;  ///< Attributes of its resource.
  std::uint64_t spans = 0;
  std::uint64_t operations = 0;
  std::int64_t first = 0;  ///< Start of its first span.
  std::int64_t last = 0;   ///< Latest end of a span.
};

/// Returns for each stack the attributes that name its call site; no attributes if it is unknown.
using PlaceNames =
    std::function<std::vector<Attributes>(const std::vector<std::string_view>& stacks)>;

/// The findings of a store before an eviction.
struct FoundInStore {
  std::vector<bool> traces;  ///< For each trace: a finding is about single operations in it.
  std::vector<FoundFinding> findings;  ///< Not merged; those that were kept before are included.
};

/// Keeps received spans in memory, without duplicates, and sums over all that were ever received.
/// Not thread-safe.
///
/// `memory` bytes are for the spans, the sums, and the report or page that is made from them. When
/// they are used up, the store evicts whole traces: the oldest first, those with findings later,
/// those with errors after them, and those that may still be arriving last. A trace with more than
/// half of the spans, or with more than `kMostOfTrace`, loses its oldest children instead. Texts
/// that no span uses any more are freed as well.
class Store : public SpanSink {
 public:
  static constexpr std::size_t kMostOfTrace = 100'000;
  /// If there are more, Evict removes the processes without spans, and AddProcess the earliest.
  static constexpr std::size_t kMostProcesses = 10'000;

  explicit Store(std::size_t memory) : memory_(memory), aggregates_(memory / 4) {}

  using FindFindings = std::function<FoundInStore(const Store&)>;

  /// Sets how findings are found before each eviction; by default there are none. Traces with
  /// findings are evicted later than others, and `evicted_findings` keeps what is evicted of them.
  void FindBeforeEviction(FindFindings find) { find_ = std::move(find); }

  void OnResource(ReceivedResource resource) override;
  void OnSpan(ReceivedSpan span) override;

  /// Adds a process. Spans whose parent is the span of the process become roots, and each such
  /// operation becomes a trace of its own: those that come later at once, the others when
  /// PlaceProcesses is called. OnSpan calls it for spans that represent a process. If there are
  /// more than `kMostProcesses`, the earliest are dropped and counted.
  void AddProcess(ProcessFacts facts);
  /// Call it before the spans are read. Apart, because it looks at all spans.
  void PlaceProcesses();
  const std::vector<ProcessFacts>& process_facts() const { return process_facts_; }
  std::uint64_t processes_dropped() const { return processes_dropped_; }
  /// Returns the id of the trace in which a span was received, before an operation right below its
  /// process got one of its own.
  TraceId ReceivedTraceOf(const StoredSpan& span) const {
    const TraceId& trace = traces_[span.trace];
    return span.below_process && span.is_operation() ? OwnTrace(trace, span.id) : trace;
  }

  /// Adds `code.function.name` and related attributes to every span that has return addresses
  /// (`dbspan.code.stack`) but no function name. `name` is called once with all stacks.
  void NamePlaces(const PlaceNames& name);

  const Blocks<StoredSpan>& spans() const { return spans_; }
  const Blocks<StoredEvent>& events() const { return events_; }
  const std::vector<TraceId>& traces() const { return traces_; }
  const std::vector<Process>& processes() const { return processes_; }
  const StringTable& strings() const { return strings_; }
  const AttributeSets& attribute_sets() const { return attribute_sets_; }
  const Aggregates& aggregates() const { return aggregates_; }

  std::uint64_t received() const { return received_; }
  /// Changes whenever something new was received.
  std::uint64_t version() const { return received_ + processes_added_; }
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t invalid() const { return invalid_; }  ///< Spans without an id.
  std::uint64_t evicted_spans() const { return evicted_spans_; }
  std::uint64_t evicted_traces() const { return evicted_traces_; }
  const EvictedFindings& evicted_findings() const { return evicted_findings_; }
  /// Estimate of the memory in use, and of what a picture and a page of it will need.
  std::size_t bytes() const;

 private:
  void TakeProcess();
  static std::uint64_t HashOfProcess(const TraceId& trace, SpanId span);
  bool HasProcess(const TraceId& trace, SpanId span) const;
  bool IsBelowProcess(const ReceivedSpan& span) const;
  void AddFactNumber(std::uint32_t number);
  void DropEarliestProcesses();
  /// Returns the id of a trace that has only this span. It depends on the two ids only, and gives
  /// the first one back for its result.
  static TraceId OwnTrace(TraceId id, SpanId span);
  std::uint32_t TraceOf(const TraceId& id);
  std::uint32_t KeepAttributes(const Attributes& attributes, const StoredSpan* operation);
  void KeepEvents(const ReceivedSpan& span, StoredSpan& stored);
  std::vector<bool> ChooseToEvict(const std::vector<bool>& with_finding) const;
  void Evict();
  void DropUnusedProcesses();
  void DropUnusedTexts();

  const std::size_t memory_;
  FindFindings find_;
  /// Bytes below which nothing is evicted. Keeps the amortized cost per span constant.
  std::size_t least_to_evict_ = 0;
  Blocks<StoredSpan> spans_;
  Blocks<StoredEvent> events_;
  std::vector<TraceId> traces_;
  HashIndex trace_numbers_;
  std::vector<Process> processes_;
  std::unordered_map<std::string, std::uint32_t> process_numbers_;
  std::vector<ProcessFacts> process_facts_;
  HashIndex fact_numbers_;            ///< Of `process_facts_`, by the ids of their spans.
  std::size_t placed_processes_ = 0;  ///< Those whose spans have their places.
  std::uint64_t processes_added_ = 0;
  std::uint64_t processes_dropped_ = 0;
  ReceivedResource resource_;       ///< Resource of the spans that are being received.
  std::uint32_t process_ = kNoRow;  ///< Its process; kNoRow: it has no span yet.
  StringTable strings_;
  AttributeSets attribute_sets_;
  Aggregates aggregates_;
  EvictedFindings evicted_findings_;
  SeenSpans seen_;
  std::uint64_t received_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t invalid_ = 0;
  std::uint64_t evicted_spans_ = 0;
  std::uint64_t evicted_traces_ = 0;
};

}  // namespace dbspan::view
