#pragma once

#include <opentelemetry/trace/span_context.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/ending.h"
#include "recorder/rate_limit.h"
#include "recorder/record.h"
#include "recorder/recording_thread.h"
#include "recorder/sampler.h"
#include "recorder/scope.h"
#include "recorder/series.h"
#include "recorder/shared_memory.h"
#include "recorder/sums_pool.h"
#include "recorder/texts.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct RecorderSettings {
  std::size_t bytes = std::size_t{24} << 20U;  ///< For queues and measurements of all threads.
  std::size_t most_series = 16000;             ///< Metric series of all clients.
  /// The exporting thread is woken after this many filled chunks.
  std::size_t wake_after_chunks = 4;
  bool spans = true;
  bool metrics = true;
  bool logs = true;
  Sampler sampler;
  /// Parent of operations for which the application provides none: the span that started this
  /// process.
  std::optional<opentelemetry::trace::SpanContext> process_parent;
  double spans_per_name_per_second = 0;   ///< Limit of sampled spans; 0: no limit.
  std::int64_t merge_faster_than = 0;     ///< Nanoseconds (merged_spans.h); 0: no merging.
  std::vector<std::string> baggage_keys;  ///< Entries that become attributes of spans.
};

/// State of an operation that is being recorded, from its start to its end.
///
/// Threads may pass it on, but only one uses it at a time. It must be ended: otherwise it is never
/// exported and stays in the list of operations in flight. Plain data.
struct OpenSpan {
  Decision decision = Decision::kDrop;
  bool measured = false;
  bool has_ids = false;  ///< If false, ids are made when they are first needed.
  /// True if it keeps the generation of its statement from being forgotten.
  bool uses_text = false;
  TextId dimension = 0;  ///< Id of its statement's dimension (Texts::DimensionOf).
  /// Serial number of the recorder that started it. A forked child's recorder has another one.
  std::uint64_t recorder = 0;
  std::int64_t since = 0;  ///< Steady nanoseconds.
  RecordHeader header{};
  InFlight* in_flight = nullptr;

  bool recording() const noexcept { return decision != Decision::kDrop; }
  bool sampled() const noexcept { return decision == Decision::kSample; }
};

/// Numbers of spans by their fate.
struct SpanCounts {
  std::uint64_t exported = 0;
  /// Dropped by the recording threads because the queue is full.
  std::uint64_t dropped_queue = 0;
  std::uint64_t dropped_export = 0;  ///< Not accepted by the receiver.
};

namespace detail {

/// The recorder that a thread used last, and its part of it.
struct Bound {
  std::uint64_t recorder;
  RecordingThread* thread;
  std::int64_t tried_at;
};

// Plain data without a destructor, because a thread may record while it ends and afterwards. The
// TLS model initial-exec avoids a look-up; the C library reserves enough space for these 24 bytes.
inline thread_local Bound bound __attribute__((tls_model("initial-exec")));

}  // namespace detail

/// Records the operations of a process until they are exported.
///
/// Recording is safe from any thread, takes no lock, never throws, and allocates nothing except at
/// the first record of a thread. Only one thread may drain and collect.
class Recorder {
 public:
  /// `texts` must outlive the recorder. If `shared` is given, the recorder uses that memory instead
  /// of its own.
  Recorder(const RecorderSettings& settings, Texts& texts,
           const std::optional<SharedMemory>& shared = std::nullopt);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  /// Starts an operation below `parent`, if that is valid. Decides whether it is recorded, and then
  /// gives it ids. `since` is its start in steady nanoseconds; 0: now.
  void Start(const opentelemetry::trace::SpanContext& parent, OpenSpan& open,
             std::int64_t since = 0) noexcept {
    Start(parent.IsValid() ? &parent : nullptr, open, since);
  }
  /// Starts an operation. If `parent` is null, it has no parent.
  void Start(const opentelemetry::trace::SpanContext* parent, OpenSpan& open,
             std::int64_t since) noexcept;
  /// Gives ids to an operation that has none because it is not recorded.
  void MakeIds(OpenSpan& open) noexcept;
  /// Applies the limit of spans per name; to be called before `Describe`. If the limit is exceeded,
  /// the operation is no longer sampled: it is recorded only if failed or slow operations are kept.
  /// Returns whether the operation is admitted.
  bool AdmitName(OpenSpan& open, std::string_view name) noexcept;
  /// Sets the description of an operation. Needed only if it is recorded or measured. An id of 0 is
  /// unknown; fields that could not be interned go to `Ending::encoded`.
  void Describe(OpenSpan& open, ScopeId scope, TextId endpoint, TextId statement) noexcept {
    TextUse use{*this};
    const bool known = use.IsCurrent(statement);
    Describe(open, scope, endpoint, known ? statement : 0,
             known ? texts_.DimensionOf(statement) : 0, use);
  }

  /// While this object exists, the current generation of statements is not forgotten. Create it on
  /// the stack.
  class TextUse {
   public:
    explicit TextUse(Recorder& recorder) noexcept;
    TextUse(const TextUse&) = delete;
    TextUse& operator=(const TextUse&) = delete;
    ~TextUse() {
      if (thread_ != nullptr) thread_->EndTextUse(generation_);
    }
    /// False if there is no memory for the thread. Then ids of statements must not be used.
    explicit operator bool() const noexcept { return thread_ != nullptr; }
    /// Returns whether this statement belongs to the generation that is kept.
    bool IsCurrent(TextId statement) const noexcept {
      return statement != 0 && thread_ != nullptr && Texts::GenerationOf(statement) == generation_;
    }

   private:
    friend class Recorder;

    RecordingThread* thread_;
    std::uint32_t generation_ = 0;
  };
  /// Sets the description within a use of texts. If the operation is recorded, the use continues
  /// until the operation ends.
  void Describe(OpenSpan& open, ScopeId scope, TextId endpoint, TextId statement, TextId dimension,
                TextUse& use) noexcept {
    if (open.recorder != serial_) return;
    open.header.scope = scope;
    open.header.endpoint = endpoint;
    open.header.statement = statement;
    open.dimension = dimension;
    if (!open.recording()) return;
    if (statement != 0) {
      open.uses_text = true;
      use.thread_ = nullptr;
    }
    if (open.in_flight != nullptr) ShowInFlight(open);
  }
  /// Sets the description of an operation that is measured but not recorded.
  void DescribeMeasured(OpenSpan& open, ScopeId scope, TextId endpoint, TextId dimension) noexcept {
    if (open.recorder != serial_) return;
    open.header.scope = scope;
    open.header.endpoint = endpoint;
    open.dimension = dimension;
  }
  /// Ends an operation at `when`, in steady nanoseconds.
  void End(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept;
  /// Ends an operation that is not recorded and did not fail. `measured.nanoseconds` is ignored.
  void EndMeasured(OpenSpan& open, Measured measured, std::size_t series_limit,
                   std::int64_t when) noexcept;
  /// Ends an operation that succeeded and is merged into the span of another operation.
  void EndMerged(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept;
  /// Ends an operation that succeeded, and returns its span so that others can be merged into it.
  /// The operation is measured and no longer in flight. The caller must `End` the span later, from
  /// any thread.
  OpenSpan Hold(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept;
  /// Records a log record, encoded as OTLP. Does nothing if `RecorderSettings::logs` is off.
  void Log(ScopeId scope, std::string_view encoded) noexcept;

  /// Calls `visit(const char* record)` for the queued records, oldest first for each thread, until
  /// `visit` returns false; that record will be visited again. The other records are not visited
  /// again, but their memory stays valid until `Release`.
  template <class Visit>
  void Drain(Visit&& visit);
  /// Frees the memory of all drained records.
  void Release() noexcept;
  /// Calls `visit(const SeriesKey&, const SeriesSums&)`. A series is visited once for each thread
  /// that measured it.
  template <class Visit>
  void Collect(Visit&& visit) const;
  /// Calls `visit(const InFlight&)` for each operation in flight.
  template <class Visit>
  void ForEachInFlight(Visit&& visit) const;

  /// Begins another generation of statements if the current one is full, but not more often than
  /// every `period` nanoseconds. Only for the thread that drains.
  void RenewTexts(std::int64_t period);
  /// Returns whether an older generation of statements exists and is no longer used. Then the
  /// records that are already queued are the last ones that refer to it; the caller drains them and
  /// calls `Texts::DropOlder`.
  bool IsOlderGenerationUnused() const noexcept;

  /// Waits until enough chunks are filled, `Wake` is called, or this many nanoseconds have passed.
  void Wait(std::int64_t nanoseconds) noexcept;
  void Wake() noexcept;

  Texts& texts() const noexcept { return texts_; }
  const RecorderSettings& settings() const noexcept { return settings_; }
  /// Returns null if operations without a parent begin a new trace.
  const opentelemetry::trace::SpanContext* process_parent() const noexcept {
    return settings_.process_parent ? &*settings_.process_parent : nullptr;
  }
  /// Count the fate of drained spans; called by the exporter.
  void CountExported(std::uint64_t spans) noexcept { shared_->counts.exported += spans; }
  void CountDroppedExport(std::uint64_t spans) noexcept { shared_->counts.dropped_export += spans; }
  SpanCounts counts() const noexcept;
  /// Number of findings by kind.
  using FindingCounts = std::array<std::atomic<std::uint64_t>, 16>;
  void CountFinding(std::size_t kind) noexcept {
    if (kind < findings_.size()) findings_[kind].fetch_add(1, std::memory_order_relaxed);
  }
  const FindingCounts& findings() const noexcept { return findings_; }

 private:
  template <class Visit>
  static bool DrainThread(RecordingThread& thread, Visit& visit);
  RecordingThread* FirstThread() const noexcept {
    return ThreadAt(shared_->threads.load(std::memory_order_acquire));
  }
  RecordingThread* ThreadAfter(const RecordingThread& thread) const noexcept {
    return ThreadAt(thread.next.load(std::memory_order_relaxed));
  }
  RecordingThread* ThreadAt(std::uint32_t number) const noexcept {
    return number == 0 ? nullptr : static_cast<RecordingThread*>(arena_.At(number));
  }
  RecordingThread* Mine() noexcept {
    const bool is_bound = detail::bound.recorder == serial_ && detail::bound.thread != nullptr;
    if (__builtin_expect(static_cast<long>(is_bound), 1L) != 0) return detail::bound.thread;
    return BindThread();
  }
  [[gnu::noinline]] RecordingThread* BindThread() noexcept;
  static void WatchEndsOfThreads() noexcept;
  static void PutBelow(const opentelemetry::trace::SpanContext& parent, OpenSpan& open) noexcept;
  void Decide(const opentelemetry::trace::SpanContext* parent, OpenSpan& open) noexcept;
  void StartRecorded(OpenSpan& open) noexcept;
  std::uint32_t BeginTextUse(RecordingThread& thread) const noexcept;
  static void ShowInFlight(const OpenSpan& open) noexcept;
  void MakeTraceId(OpenSpan& open, RecordingThread* thread) noexcept;
  RecordingThread* TakeThread() noexcept;
  void Measure(RecordingThread* thread, const OpenSpan& open, TextId status,
               const Measured& measured, std::size_t series_limit) noexcept;
  void MeasureSlowly(RecordingThread* thread, const SeriesKey& key, const Bounds& bounds,
                     const Measured& measured, std::size_t series_limit) noexcept;
  SeriesSums& SharedSums(SeriesTable::Series& series) noexcept;
  void MeasureSuccess(const OpenSpan& open, const Ending& ending, std::int64_t when) noexcept;
  static void Close(OpenSpan& open) noexcept;
  void Write(RecordingThread& thread, const OpenSpan& open, const Ending& ending) noexcept;
  void WritePieces(RecordingThread& thread, const OpenSpan& open, const Ending& ending) noexcept;
  void Commit(RecordingThread& thread, InFlight* in_flight) noexcept;

  static constexpr auto kRelaxed = std::memory_order_relaxed;

  const RecorderSettings settings_;
  const std::uint64_t serial_;  // unlike the address, never reused by another recorder
  Texts& texts_;
  SharedBlock own_;
  SharedBlock* const shared_;
  Arena arena_;
  SumsPool shared_sums_;
  SeriesTable series_;
  // whether the decision for operations without a parent depends on their trace ids
  const bool roots_vary_;
  const Decision roots_;  // otherwise the decision for all of them
  FindingCounts findings_{};
  std::unique_ptr<RateLimit> rate_limit_;      // or null
  RecordingThread* resume_ = nullptr;          // thread at which the next `Drain` begins
  std::int64_t texts_renewed_at_ = 0;          // 0: never
  std::atomic<std::size_t> filled_chunks_{0};  // since the last `Wait`
  std::atomic<bool> lost_log_record_{false};   // a log record was dropped and that was reported
  std::atomic<std::uint32_t> sleeping_{0};     // futex: 1 while the exporting thread sleeps
};

// The functions below are inline because they are called for each operation. An operation that is
// not recorded calls no others.

inline void Recorder::Start(const opentelemetry::trace::SpanContext* parent, OpenSpan& open,
                            std::int64_t since) noexcept {
  if (shared_->off.load(kRelaxed) != 0) return;
  open.since = since != 0 ? since : SteadyNow();
  open.recorder = serial_;
  open.measured = settings_.metrics;
  if (!settings_.spans) {
    if (parent != nullptr) PutBelow(*parent, open);  // for log records
    return;
  }
  if (parent == nullptr && !roots_vary_) {
    open.decision = roots_;
  } else {
    Decide(parent, open);
  }
  if (open.recording()) StartRecorded(open);
}

inline std::uint32_t Recorder::BeginTextUse(RecordingThread& thread) const noexcept {
  std::uint32_t generation = texts_.generation();
  while (true) {
    thread.BeginTextUse(generation);
    const std::uint32_t now = texts_.generation();
    if (now == generation) return generation;
    thread.EndTextUse(generation);
    generation = now;
  }
}

inline Recorder::TextUse::TextUse(Recorder& recorder) noexcept : thread_(recorder.Mine()) {
  if (thread_ != nullptr) generation_ = recorder.BeginTextUse(*thread_);
}

inline void Recorder::EndMeasured(OpenSpan& open, Measured measured, std::size_t series_limit,
                                  std::int64_t when) noexcept {
  if (open.recorder != serial_) return;
  measured.nanoseconds = std::max<std::int64_t>(when - open.since, 0);
  if (open.measured) Measure(Mine(), open, 0, measured, series_limit);
  open.recorder = 0;
}

inline void Recorder::Measure(RecordingThread* thread, const OpenSpan& open, TextId status,
                              const Measured& measured, std::size_t series_limit) noexcept {
  SeriesKey key;
  key.scope = open.header.scope;
  if (key.scope == 0) return;  // never described
  key.endpoint = open.header.endpoint;
  key.dimension = open.dimension;
  key.status = status;
  const Bounds& bounds = ScopeAt(key.scope).duration_bounds;
  SeriesSums* const own = thread == nullptr ? nullptr : thread->OwnSums(key);
  if (own != nullptr) return AddAlone(*own, bounds, measured);
  MeasureSlowly(thread, key, bounds, measured, series_limit);
}

template <class Visit>
void Recorder::Drain(Visit&& visit) {
  RecordingThread* const first = FirstThread();
  RecordingThread* const begin = resume_ != nullptr ? resume_ : first;
  for (RecordingThread* thread = begin; thread != nullptr;) {
    RecordingThread* next = ThreadAfter(*thread);
    if (next == nullptr) next = first;
    if (!DrainThread(*thread, visit)) {
      resume_ = next;  // continue with the other threads
      return;
    }
    thread = next == begin ? nullptr : next;
  }
}

template <class Visit>
bool Recorder::DrainThread(RecordingThread& thread, Visit& visit) {
  if (thread.life.load(std::memory_order_acquire) == RecordingThread::Life::kFree) return true;
  while (const char* record = thread.queue.Front()) {
    if (!visit(record)) return false;
    thread.queue.Pop();
  }
  return true;
}

template <class Visit>
void Recorder::Collect(Visit&& visit) const {
  series_.ForEach([&](const SeriesTable::Series& series) {
    const SeriesSums* const sums = series.shared.load(std::memory_order_acquire);
    if (sums != nullptr) visit(series.key, *sums);
  });
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    thread->ForEachSums(visit);
  }
}

template <class Visit>
void Recorder::ForEachInFlight(Visit&& visit) const {
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    for (const InFlight& entry : thread->in_flight) {
      if (entry.span.load(std::memory_order_acquire) != 0) visit(entry);
    }
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
