#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <opentelemetry/trace/span.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "dbspan/operation.h"
#include "dbspan/outcome.h"
#include "dbspan/suppression.h"

namespace dbspan {

class Instrumenter;
struct Statement;
struct Telemetry;

/// The live operation: a span and a running clock, ended exactly once.
///
/// Movable between threads; used by one at a time. Whoever waits for the result keeps it: a stack
/// frame, a queue of replies, a pending call, the wrapper of a stream. Empty, every member does
/// nothing. Must not outlive the instrumenter that started it. Dropped without an end, it ends with
/// nothing observed.
class OperationSpan {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  OperationSpan() noexcept = default;
  OperationSpan(OperationSpan&& other) noexcept;
  OperationSpan& operator=(OperationSpan&& other) noexcept;
  OperationSpan(const OperationSpan&) = delete;
  OperationSpan& operator=(const OperationSpan&) = delete;
  ~OperationSpan();

  explicit operator bool() const noexcept { return instrumenter_ != nullptr; }
  /// Tells whether a span is being recorded (an unsampled operation still counts in the metrics).
  bool recording() const noexcept { return recording_; }
  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>& span() const noexcept {
    return span_;
  }

  /// Records the outcome, stamped with the time of this call.
  void End(const Outcome& outcome) noexcept;
  /// Records the outcome of something that was over earlier, such as a stream's last row.
  void EndAt(const Outcome& outcome, SteadyTime when) noexcept;
  /// Records what `observe()` returns; if observing throws, the operation still ends.
  template <class Observe>
  void EndWith(Observe&& observe) noexcept;

 private:
  friend class Instrumenter;
  friend class ActiveOperation;

  void Finish(const Outcome& outcome, SteadyTime when);

  const Instrumenter* instrumenter_ = nullptr;
  const Telemetry* telemetry_ = nullptr;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_;
  bool recording_ = false;
  bool observed_ = false;  // anything looks at the outcome: a recorded span or a measurement
  SteadyTime start_;
  EndpointPtr endpoint_;
  std::shared_ptr<const Statement> statement_;
  std::string name_;
  std::string collection_;
  std::string procedure_;
};

/// While one lives, the operation's span is the current one and inner shims on this thread are
/// quiet.
///
/// A stack object of the thread that makes the client call; the span may move on, this may not.
class ActiveOperation {
 public:
  explicit ActiveOperation(const OperationSpan& operation) noexcept;

 private:
  SuppressInstrumentation quiet_;
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

template <class Observe>
void OperationSpan::EndWith(Observe&& observe) noexcept {
  if (instrumenter_ == nullptr) return;
  if (!observed_) return EndAt(Outcome{}, SteadyTime{});
  const SteadyTime now = std::chrono::steady_clock::now();
  try {
    EndAt(std::forward<Observe>(observe)(), now);
  } catch (...) {
    EndAt(Outcome{}, now);  // the result could not be read; the call itself is over all the same
  }
}

}  // namespace dbspan
