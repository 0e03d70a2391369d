#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <new>
#include <utility>

#include "core/span/measured_operation.h"
#include "dbspan/detail/open_operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The short form (core/span/measured_operation.h) of a command whose results are being read.
/// Measures the same as an OpenOperation. Used by one thread at a time. While it is empty, only
/// members whose comment allows it may be called.
class MeasuredCommand {
 public:
  MeasuredCommand() noexcept = default;
  MeasuredCommand(MeasuredCommand&&) noexcept = default;
  MeasuredCommand& operator=(MeasuredCommand&&) noexcept = default;
  ~MeasuredCommand() = default;

  explicit operator bool() const noexcept { return static_cast<bool>(operation_); }
  /// Keeps the operation that `start()` returns, if it is not empty. Call it while empty.
  template <class Start>
  void Begin(const Start& start) noexcept {
    operation_.~MeasuredOperation();
    new (&operation_) detail::MeasuredOperation(start());
    rows_ = -1;
    last_read_ = {};
  }
  /// Records that the server has answered; rows may follow.
  void OnAnswer() noexcept { last_read_ = detail::OperationSpan::Now(); }
  /// Counts a row that was read.
  void OnRow() noexcept {
    AddRows(1);
    OnAnswer();
  }
  void AddRows(std::int64_t rows) noexcept { rows_ = std::max<std::int64_t>(rows_, 0) + rows; }
  /// Ends the operation with the rows counted so far.
  void End() noexcept { operation_.End(counts()); }
  /// Ends the operation at the time of the last read: the rest will not be read.
  void GiveUp() noexcept {
    const bool read = last_read_ != SteadyTime{};
    operation_.EndAt(counts(), read ? last_read_ : detail::OperationSpan::Now());
  }
  /// Moves the operation into its general form, to end it in another way.
  void MoveTo(detail::OpenOperation& general) noexcept {
    general.Begin([&] { return operation_.Continue(); });
    if (rows_ >= 0) general.AddReturned(rows_);
  }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  Sink::Counts counts() const noexcept {
    Sink::Counts counts;
    counts.rows = rows_;
    return counts;
  }

  detail::MeasuredOperation operation_;
  std::int64_t rows_ = -1;  // -1: none was read
  SteadyTime last_read_;    // the epoch: not answered yet
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
