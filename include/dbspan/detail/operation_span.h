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
struct Telemetry;

/// Times of the stages of an operation; the epoch if the client cannot detect the stage.
struct Stages {
  std::chrono::steady_clock::time_point sent;      ///< The request was sent.
  std::chrono::steady_clock::time_point answered;  ///< The first part of the answer arrived.
};

/// A running operation: a span and a clock, ended exactly once.
///
/// Can be moved between threads and is used by one at a time. The owner is the code that waits for
/// the result: a stack frame, a queue of replies, a pending call, the wrapper of a stream. Members
/// of an empty object do nothing. Must not outlive the instrumenter that started it. If it is
/// destroyed before `End`, it ends with an empty outcome.
class OperationSpan {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// Returns std::chrono::steady_clock::now(). Calls clock_gettime directly, because that is
  /// faster.
  static SteadyTime Now() noexcept {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return SteadyTime{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
  }

  OperationSpan() noexcept {}  // NOLINT(*-use-equals-default): faster, see Operation
  OperationSpan(OperationSpan&& other) noexcept;
  OperationSpan& operator=(OperationSpan&& other) noexcept;
  OperationSpan(const OperationSpan&) = delete;
  OperationSpan& operator=(const OperationSpan&) = delete;
  ~OperationSpan() {
    if (instrumenter_ != nullptr) EndUnobserved();
  }

  /// Returns the shared empty object, for calls that need one if nothing is recorded.
  static OperationSpan& None() noexcept;

  explicit operator bool() const noexcept { return instrumenter_ != nullptr; }
  /// Returns whether a span is being recorded. An operation whose span is not sampled still counts
  /// in the metrics.
  bool recording() const noexcept { return recording_; }
  /// Returns the span; null if there is none. If a sink (core/span/sink.h) records the operation,
  /// the result only carries the span's context, for use as a parent.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span() const noexcept;
  /// Returns the context of the span; invalid if there is none.
  opentelemetry::trace::SpanContext context() const noexcept;

  /// Returns whether the times of the stages are needed: the operation may turn out to be slow.
  bool staged() const noexcept { return slow_threshold_.count() != 0; }
  /// Notes that the request was sent. Reads the clock only if the stages are needed.
  void MarkSent() noexcept {
    if (staged()) stages_.sent = std::chrono::steady_clock::now();
  }
  /// Notes that the first part of the answer arrived; from now on the client only reads.
  void MarkAnswered() noexcept {
    if (staged()) stages_.answered = std::chrono::steady_clock::now();
  }
  /// Notes that a stream has read `rows` rows so far. Adds an event every
  /// `Options::stream_milestone` rows.
  void MarkRows(std::uint64_t rows) noexcept {
    if (milestone_ != 0 && rows % milestone_ == 0) AddMilestone(rows);
  }
  /// Returns the statement with a comment for the server (`Options::sqlcommenter`). Empty if the
  /// option is off or the statement cannot take a comment. Not for prepared statements.
  std::string Commented(std::string_view sql) const noexcept {
    return instrumenter_ == nullptr || !identity_ ? std::string{} : CommentedFor(sql);
  }
  /// Returns the trace context for the server in the form of `traceparent`, if
  /// `Options::sqlcommenter` includes it; otherwise empty. For clients that can send it other than
  /// in a comment.
  std::string TraceParent() const noexcept;

  /// Ends the operation now, with this outcome.
  void End(const Outcome& outcome) noexcept;
  /// Ends the operation with an earlier end time, such as that of a stream's last row.
  void EndAt(const Outcome& outcome, SteadyTime when) noexcept;
  /// Ends the operation with the outcome that `observe()` returns; with an empty one if it throws.
  template <class Observe>
  void EndWith(Observe&& observe) noexcept;

 private:
  friend class InstrumenterState;
  friend class MeasuredOperation;
  friend class ActiveOperation;

  /// The span of the OpenTelemetry API, or null.
  opentelemetry::trace::Span* api_span() const noexcept { return span_ ? span_->get() : nullptr; }
  /// Returns the time for an event of a span of the OpenTelemetry API. The result is within the
  /// span, even if the system clock was changed meanwhile.
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

  const InstrumenterState* instrumenter_ = nullptr;
  const Telemetry* telemetry_ = nullptr;
  // Constructed only if the span is one of the OpenTelemetry API: creating, moving and destroying
  // an empty pointer takes time.
  std::optional<opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>> span_;
  bool recording_ = false;
  bool observed_ = false;  // the outcome is used: by a span, a measurement or a report
  SteadyTime start_;       // set if the operation is timed
  std::chrono::system_clock::time_point start_system_;  // of a span of the OpenTelemetry API
  std::chrono::nanoseconds slow_threshold_{0};
  std::uint64_t milestone_ = 0;  // 0 if the span is not recorded
  Stages stages_;
  SinkSpan sink_span_;                         // if in use, span_ is empty
  std::optional<OperationIdentity> identity_;  // set if observed_, or if the text gets a comment
};

/// Scope guard for the client call of an operation: calls of the client below are not recorded
/// again and, with `Options::current_spans`, the operation's span is the current one.
///
/// A stack object of the thread that makes the client call. The OperationSpan may be moved
/// meanwhile.
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
    EndAt(Outcome{}, now);  // the result could not be read, but the call has ended
  }
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
