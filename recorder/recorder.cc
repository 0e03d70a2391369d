#include "recorder/recorder.h"

#include <algorithm>
#include <cstring>

#include "core/log/log_once.h"
#include "recorder/futex.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace trace = opentelemetry::trace;

std::uint64_t NextSerial() noexcept {
  static std::atomic<std::uint64_t> serial{0};
  return serial.fetch_add(1) + 1;
}

std::uint64_t Number(const std::uint8_t* bytes) noexcept {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

template <class Id>
void Fill(Id& id, std::size_t at, std::uint64_t random) noexcept {
  std::memcpy(id.data() + at, &random, sizeof random);
}

bool IsParentSampled(const trace::SpanContext& parent) noexcept {
  return (parent.trace_flags().flags() & trace::TraceFlags::kIsSampled) != 0;
}

}  // namespace

Recorder::Recorder(const RecorderSettings& settings, Texts& texts,
                   const std::optional<SharedMemory>& shared)
    : settings_(settings),
      serial_(NextSerial()),
      texts_(texts),
      shared_(shared ? shared->block : &own_),
      arena_(shared ? Arena{shared->arena} : Arena{settings.bytes}),
      shared_sums_(arena_, shared_->sums),
      series_(settings.most_series),
      roots_vary_(settings.sampler.AsksTraceId({})),
      roots_(roots_vary_ ? Decision::kDrop : settings.sampler.Decide({}, TraceId{})),
      only_measures_roots_(settings.metrics && !settings.process_parent &&
                           (!settings.spans || (!roots_vary_ && roots_ == Decision::kDrop))) {
  WatchEndsOfThreads();
  if (settings.spans_per_name_per_second > 0) {
    rate_limit_ = std::make_unique<RateLimit>(settings.spans_per_name_per_second);
  }
}

Recorder::~Recorder() = default;

void Recorder::PutBelow(const trace::SpanContext& parent, OpenSpan& open) noexcept {
  RecordHeader& header = open.header;
  std::memcpy(header.trace_id.data(), parent.trace_id().Id().data(), header.trace_id.size());
  std::memcpy(header.parent_id.data(), parent.span_id().Id().data(), header.parent_id.size());
  header.parent_is_remote = parent.IsRemote();
}

void Recorder::Decide(const trace::SpanContext* parent, OpenSpan& open) noexcept {
  Parent above;
  if (parent != nullptr) {
    above = {true, IsParentSampled(*parent)};
    PutBelow(*parent, open);
  }
  if (settings_.sampler.AsksTraceId(above)) MakeTraceId(open, Mine());
  open.decision = settings_.sampler.Decide(above, open.header.trace_id);
}

void Recorder::StartRecorded(OpenSpan& open) noexcept {
  RecordHeader& header = open.header;
  RecordingThread* const thread = Mine();
  if (thread == nullptr) {
    open.decision = Decision::kDrop;
    shared_->counts.dropped_threadless.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  MakeTraceId(open, thread);
  Fill(header.span_id, 0, thread->NextRandom());
  open.has_ids = true;
  header.trace_flags = open.sampled() ? trace::TraceFlags::kIsSampled : 0;
  header.start = thread->UnixTime(open.since);
  header.thread = thread->id.load(std::memory_order_relaxed);
  open.in_flight = thread->TakeInFlight();
}

// Creates a trace id unless the parent provides one. It stays zero if there is no memory for the
// thread.
void Recorder::MakeTraceId(OpenSpan& open, RecordingThread* thread) noexcept {
  TraceId& id = open.header.trace_id;
  const bool has_one = Number(open.header.parent_id.data()) != 0 || Number(id.data() + 8) != 0;
  if (thread == nullptr || has_one) return;
  Fill(id, 0, thread->NextRandom());
  Fill(id, 8, thread->NextRandom());
}

void Recorder::MakeIds(OpenSpan& open) noexcept {
  if (open.has_ids || open.recorder != serial_) return;
  RecordingThread* const thread = Mine();
  if (thread == nullptr) return;
  MakeTraceId(open, thread);
  Fill(open.header.span_id, 0, thread->NextRandom());
  open.has_ids = true;
}

bool Recorder::AdmitName(OpenSpan& open, std::string_view name) noexcept {
  if (rate_limit_ == nullptr || !open.sampled()) return true;
  if (rate_limit_->Admit(name, open.since)) return true;
  open.decision = settings_.sampler.Undecided();
  open.header.trace_flags = 0;
  if (!open.recording()) open.in_flight = nullptr;  // its entry in `in_flight` is not in use yet
  return false;
}

void Recorder::ShowInFlight(const OpenSpan& open) noexcept {
  InFlight* const entry = open.in_flight;
  entry->trace[0].store(Number(open.header.trace_id.data()), kRelaxed);
  entry->trace[1].store(Number(open.header.trace_id.data() + 8), kRelaxed);
  entry->start.store(open.header.start, kRelaxed);
  entry->endpoint.store(open.header.endpoint, kRelaxed);
  entry->statement.store(open.header.statement, kRelaxed);
  entry->scope.store(open.header.scope, kRelaxed);
  entry->trace_flags.store(open.header.trace_flags, kRelaxed);
  entry->thread.store(open.header.thread, kRelaxed);
  entry->recorded.store(0, kRelaxed);
  entry->span.store(Number(open.header.span_id.data()), std::memory_order_release);
}

void Recorder::End(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept {
  if (open.recorder != serial_) return;
  const std::int64_t duration = std::max<std::int64_t>(when - open.since, 0);
  const bool kept = settings_.sampler.Keeps(open.decision, ending.failed, duration);
  if (open.measured || kept || open.uses_text) {
    RecordingThread* const thread = Mine();
    if (open.measured) {
      const bool has_status = ending.failed || !ending.error_type.empty();
      const TextId status =
          has_status ? texts_.Intern(StatusTexts{ending.status_code, ending.error_type}) : 0;
      // table full: it is counted in the overflow series
      if (has_status && status == 0) open.dimension = 0;
      Measure(thread, open, status, {duration, ending.returned_rows, ending.hits, ending.misses},
              ending.series_limit);
    }
    if (kept && thread != nullptr) {
      open.header.duration = duration;
      Write(*thread, open, ending);
    } else if (kept) {
      shared_->counts.dropped_threadless.fetch_add(1, std::memory_order_relaxed);
    }
    // If the thread has no memory, the use never ends and the generation is kept for good.
    if (open.uses_text && thread != nullptr) {
      thread->EndTextUse(Texts::GenerationOf(open.header.statement));
    }
  }
  Close(open);
}

// Called after the record is committed, so that a reader after a crash finds the operation recorded
// or in flight.
inline void Recorder::Close(OpenSpan& open) noexcept {
  if (open.in_flight != nullptr) open.in_flight->span.store(0, std::memory_order_release);
  open.recorder = 0;
  open.decision = Decision::kDrop;
  open.uses_text = false;
  open.in_flight = nullptr;
}

void Recorder::MeasureSuccess(const OpenSpan& open, const Ending& ending,
                              std::int64_t when) noexcept {
  if (!open.measured) return;
  const std::int64_t duration = std::max<std::int64_t>(when - open.since, 0);
  Measure(Mine(), open, 0, {duration, ending.returned_rows, ending.hits, ending.misses},
          ending.series_limit);
}

void Recorder::EndMerged(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept {
  if (open.recorder != serial_) return;
  MeasureSuccess(open, ending, when);
  RecordingThread* const thread = open.uses_text ? Mine() : nullptr;
  if (thread != nullptr) thread->EndTextUse(Texts::GenerationOf(open.header.statement));
  Close(open);
}

OpenSpan Recorder::Hold(OpenSpan& open, const Ending& ending, std::int64_t when) noexcept {
  if (open.recorder != serial_) return {};
  MeasureSuccess(open, ending, when);
  OpenSpan held = open;
  held.measured = false;
  held.in_flight = nullptr;
  Close(open);
  return held;
}

void Recorder::Write(RecordingThread& thread, const OpenSpan& open, const Ending& ending) noexcept {
  char* const at = thread.queue.BeginWithin(MostBytes(ending));
  if (at == nullptr) return WritePieces(thread, open, ending);
  std::memcpy(at, &open.header, sizeof open.header);
  ParticularWriter writer{at + sizeof open.header};
  HandParticulars(ending, [&](Particular kind, const auto& value) { writer.Add(kind, value); });
  thread.queue.EndAt(writer.end());
  Commit(thread, open.in_flight);
}

// Writes a record that does not fit into the current chunk.
void Recorder::WritePieces(RecordingThread& thread, const OpenSpan& open,
                           const Ending& ending) noexcept {
  RecordQueue& queue = thread.queue;
  if (!queue.Begin(open.header)) {
    thread.dropped.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  HandParticulars(ending, [&](Particular kind, const auto& value) { queue.Add(kind, value); });
  Commit(thread, open.in_flight);
}

void Recorder::Log(ScopeId scope, std::string_view encoded) noexcept {
  if (!settings_.logs) return;  // no reader would remove it from the queue
  RecordingThread* const thread = Mine();
  RecordHeader header{};
  header.kind = RecordKind::kLog;
  header.scope = scope;
  if (thread == nullptr || !thread->queue.Begin(header)) {
    if (lost_log_record_.exchange(true)) return;
    return LogOnce("recorder.dropped_log_record",
                   "log records are lost: the memory for what is recorded is full; "
                   "DBSPAN_RECORDER_MEMORY (MiB) makes it larger");
  }
  thread->queue.Add(Particular::kEncoded, encoded);
  Commit(*thread, nullptr);
}

void Recorder::Commit(RecordingThread& thread, InFlight* in_flight) noexcept {
  if (!thread.queue.Commit(in_flight == nullptr ? nullptr : &in_flight->recorded)) return;
  if (filled_chunks_.fetch_add(1) + 1 < settings_.wake_after_chunks) return;
  if (sleeping_.load() == 0 || sleeping_.exchange(0) == 0) return;
  WakeAll(sleeping_);
}

void Recorder::Wait(std::int64_t nanoseconds) noexcept {
  sleeping_.store(1);
  if (filled_chunks_.load() < settings_.wake_after_chunks) WaitWhile(sleeping_, 1, nanoseconds);
  sleeping_.store(0);
  filled_chunks_.store(0);
}

void Recorder::Wake() noexcept {
  filled_chunks_.store(settings_.wake_after_chunks);
  sleeping_.store(0);
  WakeAll(sleeping_);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
