#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/interpose/route.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An operation whose results are being read, call by call. Used by one thread at a time.
///
/// Given up before the last of them, it ends as of the last time anything was read.
class OpenOperation {
 public:
  OpenOperation() noexcept = default;
  explicit OpenOperation(OperationSpan&& operation) noexcept : operation_(std::move(operation)) {
    if (!operation_) return;
    ++count_;
    interpose::Routes::StopPassing();
  }
  OpenOperation(OpenOperation&&) noexcept = default;
  OpenOperation& operator=(OpenOperation&& other) noexcept {
    if (this == &other) return *this;
    GiveUp();
    operation_ = std::move(other.operation_);
    outcome_ = std::move(other.outcome_);
    last_read_ = other.last_read_;
    return *this;
  }
  ~OpenOperation() { GiveUp(); }

  explicit operator bool() const noexcept { return static_cast<bool>(operation_); }
  const OperationSpan& operation() const noexcept { return operation_; }

  /// Tells whether there is an open one anywhere: if not, nobody needs to look for it.
  static bool Any() noexcept { return count_.load(std::memory_order_relaxed) != 0; }

  /// The server has answered; rows may follow.
  void OnAnswer() noexcept {
    if (!operation_) return;
    last_read_ = std::chrono::steady_clock::now();
    operation_.MarkAnswered();
  }
  /// A row was read.
  void OnRow() noexcept {
    if (!operation_) return;
    last_read_ = std::chrono::steady_clock::now();
    AddReturned(1);
    operation_.MarkRows(static_cast<std::uint64_t>(outcome_.returned_rows));
  }
  void AddReturned(std::int64_t rows) noexcept { Add(outcome_.returned_rows, rows); }
  void AddAffected(std::int64_t rows) noexcept { Add(outcome_.affected_rows, rows); }
  void AddWarnings(std::int64_t warnings) noexcept { outcome_.warnings += warnings; }

  /// Everything was read.
  void End() noexcept {
    if (!operation_) return;
    operation_.End(outcome_);
    Forget();
  }
  /// It failed: `observe()` returns the outcome, to which the rows that were read are added.
  template <class Observe>
  void Fail(Observe&& observe) noexcept {
    if (!operation_) return;
    operation_.EndWith([&] {
      Outcome failed = observe();
      failed.returned_rows = outcome_.returned_rows;
      failed.affected_rows = outcome_.affected_rows;
      failed.warnings = outcome_.warnings;
      return failed;
    });
    Forget();
  }
  /// Nobody is going to read the rest.
  void GiveUp() noexcept {
    if (!operation_) return;
    const bool read = last_read_ != OperationSpan::SteadyTime{};
    outcome_.abandoned = read;
    operation_.EndAt(outcome_, read ? last_read_ : std::chrono::steady_clock::now());
    Forget();
  }

 private:
  static void Add(std::int64_t& sum, std::int64_t rows) noexcept {
    sum = (sum == Outcome::kUnknown ? 0 : sum) + rows;
  }
  void Forget() noexcept {
    count_.fetch_sub(1, std::memory_order_relaxed);
    outcome_ = {};
    last_read_ = {};
  }

  OperationSpan operation_;
  Outcome outcome_;
  OperationSpan::SteadyTime last_read_;

  inline static std::atomic<std::size_t> count_{0};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
