#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/version.h>
#include <time.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/detail/sink_span.h"
#include "dbspan/operation.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace context {
class Token;
}
namespace trace {
class Span;
class SpanContext;
}  // namespace trace
OPENTELEMETRY_END_NAMESPACE

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {
class InstrumenterState;
}
struct Telemetry;

/// When the parts of an operation were over, as far as its client can tell; the epoch: it cannot.
struct Stages {
  std::chrono::steady_clock::time_point sent;      ///< The request had left.
  std::chrono::steady_clock::time_point answered;  ///< The first of the answer was there.
};

/// The live operation: a span and a running clock, ended exactly once.
///
/// Movable between threads; used by one at a time. Whoever waits for the result keeps it: a stack
/// frame, a queue of replies, a pending call, the wrapper of a stream. Empty, every member does
/// nothing. Must not outlive the instrumenter that started it. Dropped without an end, it ends with
/// nothing observed.
class OperationSpan {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// What std::chrono::steady_clock::now() says, asked without a detour.
  static SteadyTime Now() noexcept {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return SteadyTime{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
  }

  OperationSpan() noexcept {}  // NOLINT(*-use-equals-default): as in Operation
  OperationSpan(OperationSpan&& other) noexcept;
  OperationSpan& operator=(OperationSpan&& other) noexcept;
  OperationSpan(const OperationSpan&) = delete;
  OperationSpan& operator=(const OperationSpan&) = delete;
  ~OperationSpan() {
    if (instrumenter_ != nullptr) EndUnobserved();
  }

  /// The empty one, for calls that want one where nothing is recorded.
  static OperationSpan& None() noexcept;

  explicit operator bool() const noexcept { return instrumenter_ != nullptr; }
  /// Tells whether a span is being recorded (an unsampled operation still counts in the metrics).
  bool recording() const noexcept { return recording_; }
  /// The span; null if there is none. One that a sink takes (core/span/sink.h) has nothing but its
  /// context, for what is to be below it.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span() const noexcept;
  /// The span's context; invalid if there is none.
  opentelemetry::trace::SpanContext context() const noexcept;

  /// Tells whether the stages of the operation will be looked at: it may turn out to be slow.
  bool staged() const noexcept { return slow_threshold_.count() != 0; }
  /// The request has left, the answer is awaited. Read only for slow operations.
  void MarkSent() noexcept {
    if (staged()) stages_.sent = std::chrono::steady_clock::now();
  }
  /// The answer begins to arrive; what is left is reading it.
  void MarkAnswered() noexcept {
    if (staged()) stages_.answered = std::chrono::steady_clock::now();
  }
  /// A stream has read this many rows so far: every `Options::stream_milestone` rows an event.
  void MarkRows(std::uint64_t rows) noexcept {
    if (milestone_ != 0 && rows % milestone_ == 0) AddMilestone(rows);
  }
  /// The statement with a comment for the server, if that was asked for and there is a place for
  /// it; else nothing. Never for prepared statements.
  std::string Commented(std::string_view sql) const noexcept {
    return instrumenter_ == nullptr ? std::string{} : CommentedFor(sql);
  }
  /// The trace context for the server, if that was asked for, in the form of `traceparent`; else
  /// nothing. For what has other ways than a comment.
  std::string TraceParent() const noexcept;

  /// Records the outcome, stamped with the time of this call.
  void End(const Outcome& outcome) noexcept;
  /// Records the outcome of something that was over earlier, such as a stream's last row.
  void EndAt(const Outcome& outcome, SteadyTime when) noexcept;
  /// Records what `observe()` returns; if observing throws, the operation still ends.
  template <class Observe>
  void EndWith(Observe&& observe) noexcept;

 private:
  friend class detail::InstrumenterState;
  friend class ActiveOperation;

  /// The span at the API, or null.
  opentelemetry::trace::Span* api_span() const noexcept { return span_ ? span_->get() : nullptr; }
  /// The time of events of a span at the API: within it, whatever the clock says by now.
  std::chrono::system_clock::time_point SystemTimeOf(SteadyTime when) const noexcept;
  bool IsInSink() const noexcept { return sink_span_.in_use && instrumenter_ != nullptr; }
  std::string CommentedFor(std::string_view sql) const noexcept;
  void EndUnobserved() noexcept;
  void Release() noexcept;
  void Abandon() noexcept;
  void Finish(const Outcome& outcome, SteadyTime when);
  void FinishTimed(const Outcome& outcome, SteadyTime when);
  void LookOn(const Outcome& outcome, SteadyTime when);
  void AddMilestone(std::uint64_t rows) noexcept;
  void ReportSlow(std::chrono::nanoseconds duration, SteadyTime end);
  void LogException(const Error& error) const;

  const detail::InstrumenterState* instrumenter_ = nullptr;
  const Telemetry* telemetry_ = nullptr;
  // Not made for what a sink takes: to make, move and destroy an empty one takes its time.
  std::optional<opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>> span_;
  bool recording_ = false;
  bool observed_ = false;  // anything looks at the outcome: a span, a measurement, a report
  SteadyTime start_;       // set if it is timed
  std::chrono::system_clock::time_point start_system_;  // of a span at the API
  std::chrono::nanoseconds slow_threshold_{0};
  std::uint64_t milestone_ = 0;  // 0 if the span is not recorded
  Stages stages_;
  detail::SinkSpan sink_span_;                 // in use, there is no span_
  std::optional<OperationIdentity> identity_;  // if it is observed, or its text gets a comment
};

/// While one lives, what this thread calls of the client below is not recorded again and, with
/// `Options::current_spans`, the operation's span is the current one.
///
/// A stack object of the thread that makes the client call; the span may move on, this may not.
class ActiveOperation {
 public:
  explicit ActiveOperation(const OperationSpan& operation,
                           ClientId below = ClientId::kNone) noexcept
      : above_(below) {
    if (operation.recording_) Activate(operation);
  }
  ActiveOperation(const ActiveOperation&) = delete;
  ActiveOperation& operator=(const ActiveOperation&) = delete;
  ~ActiveOperation() {
    if (token_ != nullptr) Deactivate();
  }

 private:
  void Activate(const OperationSpan& operation) noexcept;
  void Deactivate() noexcept;

  ClientAbove above_;
  opentelemetry::context::Token* token_ = nullptr;  // owned
};

template <class Observe>
void OperationSpan::EndWith(Observe&& observe) noexcept {
  if (instrumenter_ == nullptr) return;
  if (!observed_) return EndUnobserved();
  const SteadyTime now = Now();
  try {
    EndAt(std::forward<Observe>(observe)(), now);
  } catch (...) {
    EndAt(Outcome{}, now);  // the result could not be read; the call itself is over all the same
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
