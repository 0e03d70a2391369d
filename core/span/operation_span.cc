#include "dbspan/detail/operation_span.h"

#include <utility>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "core/span/instrumenter_state.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using SteadyTime = OperationSpan::SteadyTime;

[[gnu::noinline]] void EndAtApi(trace::Span& span, SteadyTime when) noexcept {
  trace::EndSpanOptions end;
  end.end_steady_time = opentelemetry::common::SteadyTimestamp{when};
  const CancellationGuard cancellation_guard;  // a processor may export at once
  span.End(end);
}

}  // namespace

OperationSpan& OperationSpan::None() noexcept {
  // Shared, because the members of an empty object change nothing.
  static NeverDestroyed<OperationSpan> none;
  return none.Get();
}

OperationSpan::OperationSpan(OperationSpan&& other) noexcept
    : instrumenter_(std::exchange(other.instrumenter_, nullptr)),
      telemetry_(other.telemetry_),
      span_(std::move(other.span_)),
      recording_(std::exchange(other.recording_, false)),
      observed_(other.observed_),
      start_(other.start_),
      start_system_(other.start_system_),
      slow_threshold_(std::exchange(other.slow_threshold_, std::chrono::nanoseconds{0})),
      milestone_(std::exchange(other.milestone_, 0)),
      stages_(other.stages_),
      sink_span_(std::move(other.sink_span_)),
      identity_(std::move(other.identity_)) {}

OperationSpan& OperationSpan::operator=(OperationSpan&& other) noexcept {
  if (this == &other) return *this;
  if (instrumenter_ != nullptr) End(Outcome{});
  identity_.reset();
  if (other.instrumenter_ == nullptr) return *this;  // `other` is empty: nothing to move
  instrumenter_ = std::exchange(other.instrumenter_, nullptr);
  telemetry_ = other.telemetry_;
  if (other.span_) span_ = std::move(*other.span_);
  recording_ = std::exchange(other.recording_, false);
  observed_ = other.observed_;
  start_ = other.start_;
  start_system_ = other.start_system_;
  slow_threshold_ = std::exchange(other.slow_threshold_, std::chrono::nanoseconds{0});
  milestone_ = std::exchange(other.milestone_, 0);
  stages_ = other.stages_;
  sink_span_ = std::move(other.sink_span_);
  if (other.identity_) identity_ = std::move(other.identity_);
  return *this;
}

void OperationSpan::End(const Outcome& outcome) noexcept {
  if (instrumenter_ != nullptr) EndAt(outcome, Now());
}

void OperationSpan::EndAt(const Outcome& outcome, SteadyTime when) noexcept {
  if (instrumenter_ == nullptr) return;
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (use.generation() != telemetry_->generation) return Abandon();
  const bool in_sink = sink_span_.in_use;
  // For an operation in a sink, Finish does only the parts that the sink does not do.
  const bool finishes = !in_sink || start_ != SteadyTime{} || outcome.error;
  if (observed_ && finishes) Finish(outcome, when);
  if (in_sink) {
    telemetry_->sink->End(sink_span_, outcome, instrumenter_->options(), when);
  } else if (trace::Span* const span = api_span(); span != nullptr) {
    EndAtApi(*span, when);
  }
  Release();
}

void OperationSpan::EndUnobserved() noexcept {
  if (observed_) return End(Outcome{});
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (use.generation() != telemetry_->generation) return Abandon();
  if (sink_span_.in_use) telemetry_->sink->Drop(sink_span_);
  if (trace::Span* const span = api_span(); span != nullptr) span->End();
  Release();
}

/// For a process that exits or was forked: the SDK of the span must not be called any more, not
/// even by the span's destructor, so the span is leaked.
void OperationSpan::Abandon() noexcept {
  using Span = nostd::shared_ptr<trace::Span>;
  if (span_) static_cast<void>(new (std::nothrow) Span{std::move(*span_)});
  Release();
}

void OperationSpan::Release() noexcept {
  instrumenter_ = nullptr;
  recording_ = false;
  slow_threshold_ = std::chrono::nanoseconds{0};
  milestone_ = 0;
  sink_span_.in_use = false;
  span_.reset();
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
