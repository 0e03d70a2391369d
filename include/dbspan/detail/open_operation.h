#pragma once

#include <chrono>
#include <cstdint>
#include <new>
#include <utility>

#include "dbspan/detail/operation_span.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// An operation that spans several calls: a stream, a cursor, a batch of a pipeline, several
/// results, an asynchronous call. Every client uses this class for these.
///
/// Kept by the object that waits for the results; used by one thread at a time. If it is destroyed
/// before the last row, the operation ends at the time of the last read. Must not outlive the
/// instrumenter.
class OpenOperation {
 public:
  using SteadyTime = OperationSpan::SteadyTime;

  OpenOperation() noexcept = default;
  explicit OpenOperation(OperationSpan&& operation) noexcept : operation_(std::move(operation)) {}
  OpenOperation(OpenOperation&&) noexcept = default;
  OpenOperation& operator=(OpenOperation&& other) noexcept {
    if (this == &other) return *this;
    GiveUp();
    operation_ = std::move(other.operation_);
    outcome_ = std::move(other.outcome_);
    last_read_ = other.last_read_;
    reports_abandoned_ = other.reports_abandoned_;
    return *this;
  }
  ~OpenOperation() { GiveUp(); }

  /// Gives up the operation so far, and keeps the one that `start()` returns, without moving it.
  template <class Start>
  void Begin(Start&& start) noexcept {
    GiveUp();
    Forget();
    operation_.~OperationSpan();
    new (&operation_) OperationSpan(start());
  }

  explicit operator bool() const noexcept { return static_cast<bool>(operation_); }
  const OperationSpan& operation() const noexcept { return operation_; }
  /// The outcome so far. Also exists if there is no operation.
  Outcome& outcome() noexcept { return outcome_; }

  /// Sets `Outcome::abandoned` if the operation is given up after rows were read.
  void ReportAbandoned() noexcept { reports_abandoned_ = true; }

  /// Records that the server has answered; rows may follow.
  void OnAnswer() noexcept {
    if (!operation_) return;
    last_read_ = std::chrono::steady_clock::now();
    operation_.MarkAnswered();
  }
  /// Counts a row that was read.
  void OnRow() noexcept {
    if (!operation_) return;
    AddReturned(1);
    OnProgress(outcome_.returned_rows, 1);
  }
  /// Counts a row that was written.
  void OnWrittenRow() noexcept {
    if (!operation_) return;
    AddAffected(1);
    OnProgress(outcome_.affected_rows, 1);
  }
  /// Records the time of a read after which there are `rows` rows, the last `fresh` of them new.
  /// Does not change the outcome.
  void OnProgress(std::int64_t rows, std::int64_t fresh) noexcept {
    if (!operation_) return;
    last_read_ = std::chrono::steady_clock::now();
    for (std::int64_t row = rows - fresh + 1; row <= rows; ++row) {
      operation_.MarkRows(static_cast<std::uint64_t>(row));
    }
  }
  void AddReturned(std::int64_t rows) noexcept { Add(outcome_.returned_rows, rows); }
  void AddAffected(std::int64_t rows) noexcept { Add(outcome_.affected_rows, rows); }
  void AddWarnings(std::int64_t warnings) noexcept { outcome_.warnings += warnings; }

  /// Ends the operation with the outcome so far.
  void End() noexcept {
    if (!operation_) return;
    operation_.End(outcome_);
    Forget();
  }
  /// Ends the operation with the outcome that `observe()` returns, also if that throws.
  template <class Observe>
  void EndWith(Observe&& observe) noexcept {
    if (!operation_) return;
    operation_.EndWith(std::forward<Observe>(observe));
    Forget();
  }
  /// Ends the operation with the outcome that `observe()` returns and the rows counted so far.
  template <class Observe>
  void Fail(Observe&& observe) noexcept {
    EndWith([&] {
      Outcome failed = observe();
      failed.returned_rows = outcome_.returned_rows;
      failed.affected_rows = outcome_.affected_rows;
      failed.warnings = outcome_.warnings;
      return failed;
    });
  }
  /// Ends the operation at the time of the last read: the rest will not be read.
  void GiveUp() noexcept {
    if (!operation_) return;
    const bool read = last_read_ != SteadyTime{};
    outcome_.abandoned = read && reports_abandoned_;
    operation_.EndAt(outcome_, read ? last_read_ : std::chrono::steady_clock::now());
    Forget();
  }

 private:
  static void Add(std::int64_t& sum, std::int64_t rows) noexcept {
    sum = (sum == Outcome::kUnknown ? 0 : sum) + rows;
  }
  void Forget() noexcept {
    outcome_.~Outcome();  // in place, because an assignment moves two texts
    new (&outcome_) Outcome;
    last_read_ = {};
  }

  OperationSpan operation_;
  Outcome outcome_;
  SteadyTime last_read_;
  bool reports_abandoned_ = false;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
