#pragma once

#include <opentelemetry/trace/span_context.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/bound_thread.h"
#include "recorder/ending.h"
#include "recorder/open_span.h"
#include "recorder/rate_limit.h"
#include "recorder/record.h"
#include "recorder/recorder_settings.h"
#include "recorder/recording_thread.h"
#include "recorder/sampler.h"
#include "recorder/series.h"
#include "recorder/shared_memory.h"
#include "recorder/sums_pool.h"
#include "recorder/text_use.h"
#include "recorder/texts.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

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
  /// Tells whether every operation without a parent is measured and none of them is recorded.
  bool OnlyMeasuresRoots() const noexcept {
    return only_measures_roots_ && shared_->off.load(kRelaxed) == 0;
  }
  /// Starts an operation without a parent, and sets its description. Only if `OnlyMeasuresRoots`.
  void StartMeasured(OpenSpan& open, ScopeId scope, TextId endpoint, TextId dimension,
                     std::int64_t since) noexcept;
  /// Gives ids to an operation that has none because it is not recorded.
  void MakeIds(OpenSpan& open) noexcept;
  /// Applies the limit of spans per name; to be called before `Describe`. If the limit is exceeded,
  /// the operation is no longer sampled: it is recorded only if failed or slow operations are kept.
  /// Returns whether the operation is admitted.
  bool AdmitName(OpenSpan& open, std::string_view name) noexcept;
  /// Sets the description of an operation. Needed only if it is recorded or measured. An id of 0 is
  /// unknown; fields that could not be interned go to `Ending::encoded`.
  void Describe(OpenSpan& open, ScopeId scope, TextId endpoint, TextId statement) noexcept;
  /// Keeps the current generation of statements from being forgotten while the result exists.
  TextUse UseTexts() noexcept { return TextUse{Mine(), texts_}; }
  /// Sets the description within a use of texts. If the operation is recorded, the use continues
  /// until the operation ends.
  void Describe(OpenSpan& open, ScopeId scope, TextId endpoint, TextId statement, TextId dimension,
                TextUse& use) noexcept;
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
  /// Measures an operation that succeeded.
  void Measure(const SeriesKey& key, const Measured& measured, std::size_t series_limit) noexcept {
    Measure(Mine(), key, measured, series_limit);
  }
  /// Measures an operation of the short form that succeeded, and binds its series to the thread
  /// (detail::BoundSeries) if that is possible. Only if `OnlyMeasuresRoots`.
  void MeasureAndBind(const Sink::Measured& operation, const Measured& measured,
                      std::size_t series_limit) noexcept;
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
  /// Operations that would be recorded if they ended.
  struct OpenCount {
    std::size_t operations;
    bool exact;  ///< If false, there may be more.
  };
  /// Counts the sampled operations that have not ended, without allocating. Operations that are
  /// recorded only if they fail or are slow do not count.
  OpenCount CountOpen() const noexcept;

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

  /// Unlike the address, never that of another recorder; not 0.
  std::uint64_t serial() const noexcept { return serial_; }
  /// The part of it by which the sink recognizes the recorder (Sink::Measuring).
  std::uint32_t short_serial() const noexcept { return static_cast<std::uint32_t>(serial_); }
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
    const detail::Bound& bound = detail::OwnBound::Own();
    const bool is_bound = bound.recorder == serial_ && bound.thread != nullptr;
    if (__builtin_expect(static_cast<long>(is_bound), 1L) != 0) return bound.thread;
    return BindThread();
  }
  [[gnu::noinline]] RecordingThread* BindThread() noexcept;
  static void WatchEndsOfThreads() noexcept;
  static void PutBelow(const opentelemetry::trace::SpanContext& parent, OpenSpan& open) noexcept;
  void Decide(const opentelemetry::trace::SpanContext* parent, OpenSpan& open) noexcept;
  void StartRecorded(OpenSpan& open) noexcept;
  static void ShowInFlight(const OpenSpan& open) noexcept;
  static void MakeTraceId(OpenSpan& open, RecordingThread* thread) noexcept;
  RecordingThread* TakeThread() noexcept;
  void Measure(RecordingThread* thread, const OpenSpan& open, TextId status,
               const Measured& measured, std::size_t series_limit) noexcept;
  void Measure(RecordingThread* thread, const SeriesKey& key, const Measured& measured,
               std::size_t series_limit) noexcept;
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
  const bool only_measures_roots_;
  FindingCounts findings_{};
  std::unique_ptr<RateLimit> rate_limit_;      // or null
  RecordingThread* resume_ = nullptr;          // thread at which the next `Drain` begins
  std::int64_t texts_renewed_at_ = 0;          // 0: never
  std::atomic<std::size_t> filled_chunks_{0};  // since the last `Wait`
  std::atomic<bool> lost_log_record_{false};   // a log record was dropped and that was reported
  std::atomic<std::uint32_t> sleeping_{0};     // futex: 1 while the exporting thread sleeps
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder

#include "recorder/recorder_inline.h"
