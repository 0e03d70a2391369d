// Assignment of recording threads, from the first record of a thread to its end.
#include <pthread.h>

#include <atomic>
#include <limits>
#include <new>

#include "core/interpose/errno_guard.h"
#include "recorder/bound_thread.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using detail::OwnBound;

// Time after which a thread that found no memory tries again.
constexpr std::int64_t kPatience = 100'000'000;

// Does nothing for threads that were copied by a fork. If no fork handlers ran, shared memory still
// belongs to the parent.
void OnThreadEnd(void* thread) {
  OwnBound::Own() = {};
  auto* const ended = static_cast<RecordingThread*>(thread);
  if (!ended->IsOfThisProcess()) return;
  ended->life.store(RecordingThread::Life::kEnded, std::memory_order_release);
}

constexpr auto kNoKey = std::numeric_limits<pthread_key_t>::max();
std::atomic<pthread_key_t> end_of_thread{kNoKey};

// Not a static local variable, because a forked child would wait for ever if the parent was
// initializing it.
void MakeEndOfThread() noexcept {
  pthread_key_t made = kNoKey;
  if (end_of_thread.load() != kNoKey || pthread_key_create(&made, OnThreadEnd) != 0) return;
  auto none = kNoKey;
  if (!end_of_thread.compare_exchange_strong(none, made)) pthread_key_delete(made);
}

void EndWithThread(RecordingThread* thread) noexcept {
  // If there is no key, or no memory for its value, the queue stays assigned to the ended thread.
  pthread_setspecific(end_of_thread.load(), thread);
}

}  // namespace

void Recorder::WatchEndsOfThreads() noexcept { MakeEndOfThread(); }

RecordingThread* Recorder::BindThread() noexcept {
  const ErrnoGuard errno_guard;
  const std::int64_t now = SteadyNow();
  detail::Bound& bound = OwnBound::Own();
  if (bound.recorder == serial_ && now - bound.tried_at < kPatience) return nullptr;
  bound = {serial_, TakeThread(), now, {}};
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

void Recorder::Release() noexcept {
  using Life = RecordingThread::Life;
  for (RecordingThread* thread = FirstThread(); thread != nullptr; thread = ThreadAfter(*thread)) {
    if (thread->life.load(std::memory_order_relaxed) == Life::kFree) continue;
    thread->queue.Release();
    auto ended = Life::kEnded;
    if (!thread->life.compare_exchange_strong(ended, Life::kClearing, std::memory_order_acquire)) {
      continue;  // the thread still records, or another thread has taken it over
    }
    const bool empty = thread->queue.Front() == nullptr;
    if (empty) thread->queue.Clear();
    thread->life.store(empty ? Life::kFree : Life::kEnded, std::memory_order_release);
  }
}

// A thread has places for few operations in flight. The uses of texts count those without a place
// too, but not whether they are sampled, and not operations whose texts could not be interned.
Recorder::OpenCount Recorder::CountOpen() const noexcept {
  std::uint64_t begun = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    for (const auto& uses : thread->text_uses) begun += uses.begun.load(std::memory_order_acquire);
  }
  // Read afterwards, so that operations that end meanwhile do not count.
  std::uint64_t ended = 0;
  for (const RecordingThread* thread = FirstThread(); thread != nullptr;
       thread = ThreadAfter(*thread)) {
    for (const auto& uses : thread->text_uses) ended += uses.ended.load(std::memory_order_acquire);
  }
  std::size_t sampled = 0;
  std::uint64_t with_text = 0;
  bool all_have_text = true;
  ForEachInFlight([&](const InFlight& operation) {
    const auto flags = operation.trace_flags.load(std::memory_order_relaxed);
    if ((flags & opentelemetry::trace::TraceFlags::kIsSampled) != 0) ++sampled;
    const bool has_text = operation.statement.load(std::memory_order_relaxed) != 0;
    if (has_text) ++with_text;
    all_have_text = all_have_text && has_text;
  });
  if (begun <= ended + with_text) return {sampled, all_have_text};
  if (settings_.sampler.Undecided() != Decision::kDrop) return {sampled, false};
  return {sampled + static_cast<std::size_t>(begun - ended - with_text), all_have_text};
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
