// The functions of Recorder that each operation calls, and the templates. Included by recorder.h.
#pragma once

#include <algorithm>

#include "dbspan/version.h"
#include "recorder/recorder.h"
#include "recorder/scope.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

// Inline, because an operation that is not recorded calls no others.

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

inline void Recorder::StartMeasured(OpenSpan& open, ScopeId scope, TextId endpoint,
                                    TextId dimension, std::int64_t since) noexcept {
  open.since = since != 0 ? since : SteadyNow();
  open.recorder = serial_;
  open.measured = true;
  open.header.scope = scope;
  open.header.endpoint = endpoint;
  open.dimension = dimension;
}

inline void Recorder::Describe(OpenSpan& open, ScopeId scope, TextId endpoint,
                               TextId statement) noexcept {
  TextUse use = UseTexts();
  const bool known = use.IsCurrent(statement);
  Describe(open, scope, endpoint, known ? statement : 0, known ? texts_.DimensionOf(statement) : 0,
           use);
}

inline void Recorder::Describe(OpenSpan& open, ScopeId scope, TextId endpoint, TextId statement,
                               TextId dimension, TextUse& use) noexcept {
  if (open.recorder != serial_) return;
  open.header.scope = scope;
  open.header.endpoint = endpoint;
  open.header.statement = statement;
  open.dimension = dimension;
  if (!open.recording()) return;
  if (statement != 0) {
    open.uses_text = true;
    use.Continue();
  }
  if (open.in_flight != nullptr) ShowInFlight(open);
}

inline void Recorder::EndMeasured(OpenSpan& open, Measured measured, std::size_t series_limit,
                                  std::int64_t when) noexcept {
  if (open.recorder != serial_) return;
  measured.nanoseconds = std::max<std::int64_t>(when - open.since, 0);
  if (open.measured) Measure(Mine(), open, 0, measured, series_limit);
  open.recorder = 0;
}

[[gnu::always_inline]] inline void Recorder::Measure(RecordingThread* thread, const OpenSpan& open,
                                                     TextId status, const Measured& measured,
                                                     std::size_t series_limit) noexcept {
  SeriesKey key;
  key.scope = open.header.scope;
  if (key.scope == 0) return;  // never described
  key.endpoint = open.header.endpoint;
  key.dimension = open.dimension;
  key.status = status;
  Measure(thread, key, measured, series_limit);
}

[[gnu::always_inline]] inline void Recorder::Measure(RecordingThread* thread, const SeriesKey& key,
                                                     const Measured& measured,
                                                     std::size_t series_limit) noexcept {
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
