#include "recorder/recorder.h"

#include <pthread.h>

#include <algorithm>
#include <limits>
#include <new>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/other_threads.h"
#include "recorder/futex.h"

namespace dbspan::recorder {
namespace {

namespace trace = opentelemetry::trace;

// How long a thread that found no memory does without before it looks again.
constexpr std::int64_t kPatience = 100'000'000;

/// The recorder that a thread used last, and what it has there.
struct Bound {
  std::uint64_t recorder;
  RecordingThread* thread;
  std::int64_t tried_at;
};

// Plain data that needs no destruction: a thread may record while it ends, and thereafter.
// Initial-exec spares the look-up; 24 bytes fit into what the C library keeps for this.
thread_local Bound bound __attribute__((tls_model("initial-exec")));

// The copy of a thread in the child of a fork ends as well, and shared memory is the parent's still
// if that fork called no handlers.
void OnThreadEnd(void* thread) {
  bound = {};
  auto* const ended = static_cast<RecordingThread*>(thread);
  if (!ended->IsOfThisProcess()) return;
  ended->life.store(RecordingThread::Life::kEnded, std::memory_order_release);
}

constexpr auto kNoKey = std::numeric_limits<pthread_key_t>::max();
std::atomic<pthread_key_t> end_of_thread{kNoKey};

// No static of a function: if the process forks while one is made, the child waits for ever.
void MakeEndOfThread() noexcept {
  pthread_key_t made = kNoKey;
  if (end_of_thread.load() != kNoKey || pthread_key_create(&made, OnThreadEnd) != 0) return;
  auto none = kNoKey;
  if (!end_of_thread.compare_exchange_strong(none, made)) pthread_key_delete(made);
}

void EndWithThread(RecordingThread* thread) noexcept {
  // Without a key, or memory for its value, the thread's queue stays with it when it ends.
  pthread_setspecific(end_of_thread.load(), thread);
}

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

/// Writes particulars to a buffer whose size the caller has made sufficient (`MostBytes`).
class ParticularWriter {
 public:
  explicit ParticularWriter(char* at) noexcept : at_(at) {}

  void Add(Particular kind, std::int64_t number) noexcept {
    const ParticularHeader header{kind, 0, sizeof number};
    std::memcpy(at_, &header, sizeof header);
    std::memcpy(at_ + sizeof header, &number, sizeof number);
    at_ += sizeof header + sizeof number;
  }
  void Add(Particular kind, std::string_view text) noexcept {
    const ParticularHeader header{kind, 0, static_cast<std::uint32_t>(text.size())};
    std::memcpy(at_, &header, sizeof header);
    std::memcpy(at_ + sizeof header, text.data(), text.size());
    at_ += sizeof header + Padded(text.size());
  }
  char* end() const noexcept { return at_; }

 private:
  char* at_;
};

/// Returns an upper bound for the size of the record of an ending.
std::size_t MostBytes(const Ending& ending) noexcept {
  constexpr std::size_t kNumbers = 8;  // particulars that are numbers
  constexpr std::size_t kTexts = 7;    // particulars that are texts
  constexpr std::size_t kFixed = sizeof(RecordHeader) +
                                 kNumbers * (sizeof(ParticularHeader) + sizeof(std::int64_t)) +
                                 kTexts * (sizeof(ParticularHeader) + 7);
  return kFixed + ending.query_text.size() + ending.status_code.size() + ending.encoded.size() +
         ending.error_type.size() + ending.error_retry.size() + ending.error_message.size() +
         ending.exception_type.size();
}

/// Calls `add(kind, number or text)` for every particular of an ending.
template <class Add>
void HandParticulars(const Ending& ending, Add&& add) noexcept {
  static constexpr std::int64_t kYes = 1;
  const auto add_number = [&add](Particular kind, const std::int64_t& number) {
    if (number >= 0) add(kind, number);
  };
  const auto add_text = [&add](Particular kind, std::string_view text) {
    if (!text.empty()) add(kind, text);
  };
  add_number(Particular::kBatchSize, ending.batch_size);
  add_text(Particular::kQueryText, ending.query_text);
  add_number(Particular::kReturnedRows, ending.returned_rows);
  add_number(Particular::kAffectedRows, ending.affected_rows);
  if (ending.cache_events) {
    if (ending.hits > 0) add(Particular::kHits, ending.hits);
    if (ending.misses > 0) add(Particular::kMisses, ending.misses);
  }
  if (ending.warnings > 0) add(Particular::kWarnings, ending.warnings);
  if (ending.transaction_aborted) add(Particular::kTransactionAborted, kYes);
  add_text(Particular::kStatusCode, ending.status_code);
  add_text(Particular::kErrorType, ending.error_type);
  add_text(Particular::kErrorRetry, ending.error_retry);
  if (ending.failed) {
    add(Particular::kErrorMessage, ending.error_message);  // there even if empty: it failed
    add_text(Particular::kExceptionType, ending.exception_type);
  }
  add_text(Particular::kEncoded, ending.encoded);
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
      series_(settings.most_series) {
  MakeEndOfThread();
  if (settings.spans_per_name_per_second > 0) {
    rate_limit_ = std::make_unique<RateLimit>(settings.spans_per_name_per_second);
  }
}

Recorder::~Recorder() = default;

inline RecordingThread* Recorder::Mine() noexcept {
  if (__builtin_expect(static_cast<long>(bound.recorder == serial_ && bound.thread != nullptr),
                       1L) != 0) {
    return bound.thread;
  }
  return BindThread();
}

RecordingThread* Recorder::BindThread() noexcept {
  const ErrnoGuard errno_guard;
  const std::int64_t now = SteadyNow();
  if (bound.recorder == serial_ && now - bound.tried_at < kPatience) return nullptr;
  bound = {serial_, TakeThread(), now};
  if (bound.thread != nullptr) {
    bound.thread->Enter();
    EndWithThread(bound.thread);
  }
  return bound.thread;
}

RecordingThread* Recorder::TakeThread() noexcept {
  using Life = RecordingThread::Life;
  const auto take = [](RecordingThread& thread, Life from) {
    return thread.life.load(std::memory_order_relaxed) == from &&
           thread.life.compare_exchange_strong(from, Life::kRecording, std::memory_order_acquire);
  };
  std::uint32_t first = shared_->threads.load(std::memory_order_acquire);
  for (RecordingThread* thread = ThreadAt(first); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    if (take(*thread, Life::kFree) || take(*thread, Life::kEnded)) return thread;
  }
  const Arena::Chunk chunk = arena_.TakeChunk();
  if (chunk.memory == nullptr) return nullptr;
  auto* const thread = new (chunk.memory) RecordingThread{arena_, chunk};
  const std::uint32_t number = arena_.NumberOf(thread);
  do {
    thread->next.store(first, std::memory_order_relaxed);
  } while (!shared_->threads.compare_exchange_weak(first, number, std::memory_order_release,
                                                   std::memory_order_acquire));
  return thread;
}

void Recorder::Start(const trace::SpanContext* parent, OpenSpan& open,
                     std::int64_t since) noexcept {
  if (shared_->off.load(std::memory_order_relaxed) != 0) return;
  open.since = since != 0 ? since : SteadyNow();
  open.recorder = serial_;
  open.measured = settings_.metrics;
  if (!settings_.spans) return;
  RecordHeader& header = open.header;
  Parent above;
  if (parent != nullptr) {
    above = {true, IsParentSampled(*parent)};
    std::memcpy(header.trace_id.data(), parent->trace_id().Id().data(), header.trace_id.size());
    std::memcpy(header.parent_id.data(), parent->span_id().Id().data(), header.parent_id.size());
    header.parent_is_remote = parent->IsRemote();
  }
  if (settings_.sampler.AsksTraceId(above)) MakeTraceId(open, Mine());
  open.decision = settings_.sampler.Decide(above, header.trace_id);
  if (!open.recording()) return;
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

// Of zeroes without memory for a thread.
void Recorder::MakeTraceId(OpenSpan& open, RecordingThread* thread) noexcept {
  TraceId& id = open.header.trace_id;
  const bool has_one = Number(open.header.parent_id.data()) != 0 || Number(id.data() + 8) != 0;
  if (thread == nullptr || has_one) return;
  Fill(id, 0, thread->NextRandom());
  Fill(id, 8, thread->NextRandom());
}

void Recorder::MakeIds(OpenSpan& open) noexcept {
  if (open.has_ids || open.recorder != serial_ || !settings_.spans) return;
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
  if (!open.recording()) open.in_flight = nullptr;  // its entry was not written yet
  return false;
}

void Recorder::ShowInFlight(const OpenSpan& open) noexcept {
  InFlight* const entry = open.in_flight;
  constexpr auto kRelaxed = std::memory_order_relaxed;
  entry->trace[0].store(Number(open.header.trace_id.data()), kRelaxed);
  entry->trace[1].store(Number(open.header.trace_id.data() + 8), kRelaxed);
  entry->start.store(open.header.start, kRelaxed);
  entry->endpoint.store(open.header.endpoint, kRelaxed);
  entry->statement.store(open.header.statement, kRelaxed);
  entry->scope.store(open.header.scope, kRelaxed);
  entry->thread.store(open.header.thread, kRelaxed);
  entry->recorded.store(0, kRelaxed);
  entry->span.store(Number(open.header.span_id.data()), std::memory_order_release);
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
      if (has_status && status == 0) open.dimension = 0;  // no room: it counts among the rest
      Measure(thread, open, status, {duration, ending.returned_rows, ending.hits, ending.misses},
              ending.series_limit);
    }
    if (kept && thread != nullptr) {
      open.header.duration = duration;
      Write(*thread, open, ending);
    } else if (kept) {
      shared_->counts.dropped_threadless.fetch_add(1, std::memory_order_relaxed);
    }
    // Without a thread of its own, the generation is kept for good.
    if (open.uses_text && thread != nullptr) {
      thread->EndTextUse(Texts::GenerationOf(open.header.statement));
    }
  }
  // Last: who reads after the process died sees it under way or recorded.
  if (open.in_flight != nullptr) open.in_flight->span.store(0, std::memory_order_release);
  open.recorder = 0;
  open.decision = Decision::kDrop;
  open.uses_text = false;
  open.in_flight = nullptr;
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

Recorder::TextUse::TextUse(Recorder& recorder) noexcept : thread_(recorder.Mine()) {
  if (thread_ != nullptr) generation_ = recorder.BeginTextUse(*thread_);
}

void Recorder::RenewTexts(std::int64_t period) {
  const std::int64_t now = SteadyNow();
  if (texts_renewed_at_ != 0 && now - texts_renewed_at_ < period) return;
  if (!texts_.Renew()) return;
  texts_renewed_at_ = now;
  MeetOtherThreads();  // whoever begins a use from now on is seen, or sees the new generation
}

// Ended uses are read first: one that is among them is among those that had begun as well.
bool Recorder::IsOlderGenerationUnused() const noexcept {
  if (!texts_.has_older()) return false;
  const std::uint32_t older = texts_.generation() - 1;
  std::uint64_t ended = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    ended += thread->text_uses[older % 2].ended.load(std::memory_order_acquire);
  }
  std::uint64_t begun = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    begun += thread->text_uses[older % 2].begun.load(std::memory_order_acquire);
  }
  return begun == ended;
}

void Recorder::EndMeasured(OpenSpan& open, Measured measured, std::size_t series_limit,
                           std::int64_t when) noexcept {
  if (open.recorder != serial_) return;
  measured.nanoseconds = std::max<std::int64_t>(when - open.since, 0);
  if (open.measured) Measure(Mine(), open, 0, measured, series_limit);
  open.recorder = 0;
}

void Recorder::MeasureSlowly(RecordingThread* thread, const SeriesKey& key, const Bounds& bounds,
                             const Measured& measured, std::size_t series_limit) noexcept {
  SeriesKey overflow;
  overflow.scope = key.scope;
  overflow.overflow = true;
  overflow.endpoint = texts_.SystemOf(key.endpoint);
  // Without a number for one of its texts nobody could tell this series from others.
  const bool nameless = key.endpoint == 0 || key.dimension == 0;
  SeriesTable::Series* const series =
      series_.Find(nameless ? overflow : key, overflow, series_limit);
  if (series == nullptr) return;
  SeriesSums* own = nullptr;
  if (thread != nullptr) {
    own = thread->OwnSums(series->key);
    if (own == nullptr) own = thread->AddOwnSums(*series);
  }
  if (own != nullptr) return AddAlone(*own, bounds, measured);
  AddShared(SharedSums(*series), bounds, measured);
}

// Where the arena is full, the process exports them, and a reader does not see them.
SeriesSums& Recorder::SharedSums(SeriesTable::Series& series) noexcept {
  SeriesSums* found = series.shared.load(std::memory_order_acquire);
  if (found != nullptr) return *found;
  SeriesSums* made = shared_sums_.Take(series.key);
  if (made == nullptr) made = &series.unseen;
  // If another thread is faster, what was made stays unused.
  return series.shared.compare_exchange_strong(found, made) ? *made : *found;
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

// For a record that needs another chunk, or is longer than one.
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
  if (!settings_.logs) return;  // nobody would take it out of the queue
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

void Recorder::Release() noexcept {
  using Life = RecordingThread::Life;
  for (RecordingThread* thread = FirstThread(); thread != nullptr; thread = ThreadAfter(*thread)) {
    if (thread->life.load(std::memory_order_relaxed) == Life::kFree) continue;
    thread->queue.Release();
    auto ended = Life::kEnded;
    if (!thread->life.compare_exchange_strong(ended, Life::kClearing, std::memory_order_acquire)) {
      continue;  // it records, or is another thread's by now
    }
    const bool empty = thread->queue.Front() == nullptr;
    if (empty) thread->queue.Clear();
    thread->life.store(empty ? Life::kFree : Life::kEnded, std::memory_order_release);
  }
}

SpanCounts Recorder::counts() const noexcept {
  SpanCounts counts;
  counts.exported = shared_->counts.exported.load(std::memory_order_relaxed);
  counts.dropped_export = shared_->counts.dropped_export.load(std::memory_order_relaxed);
  counts.dropped_queue = shared_->counts.dropped_threadless.load(std::memory_order_relaxed);
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    counts.dropped_queue += thread->dropped.load(std::memory_order_relaxed);
  }
  return counts;
}

}  // namespace dbspan::recorder
