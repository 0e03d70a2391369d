#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/outcome.h"
#include "dbspan/detail/pg/session.h"
#include "dbspan/pg/connection.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An operation that spans several calls of a libpqxx object: a stream, or a query in a pipeline.
/// If it is destroyed before its end, the operation ends at the time of the last row.
///
/// Shares ownership of the session, and so of the instrumenter. Used by the thread that uses the
/// connection.
class Running {
 public:
  enum class Rows { kNone, kRead, kWritten };

  /// Starts the operation that `describe(endpoint)` returns.
  template <class Describe>
  Running(const ::dbspan::pqxx::connection_base& connection, Rows rows, Describe&& describe)
      : session_(connection.session()), direction_(rows) {
    const OutsideLibrary outside{kLibpq};
    operation_ = session_->instrumenter().Start([&] {
      connection.EnsureEndpoint();
      return describe(session_->endpoint());
    });
  }
  Running(Running&&) noexcept = default;
  Running(const Running&) = delete;
  Running& operator=(Running&&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (!operation_) return;
    const bool any = last_row_ != std::chrono::steady_clock::time_point{};
    Outcome outcome = OutcomeSoFar();
    outcome.abandoned = any && direction_ == Rows::kRead;
    operation_.EndAt(outcome, any ? last_row_ : std::chrono::steady_clock::now());
  }

  /// Calls libpqxx through `function`; an exception ends the operation and is rethrown.
  template <class Function>
  decltype(auto) Call(Function&& function) {
    const ClientAbove above{kLibpq};
    try {
      return std::forward<Function>(function)();
    } catch (...) {
      operation_.EndWith([] { return Observer{{}}(); });
      throw;
    }
  }
  /// Counts a row.
  void OnRow() noexcept {
    if (!operation_) return;
    last_row_ = std::chrono::steady_clock::now();
    operation_.MarkRows(++rows_);
  }
  /// Ends the operation: all rows have been transferred.
  void End() noexcept { operation_.End(OutcomeSoFar()); }
  /// Ends the operation with the outcome that `observe()` returns, also if that throws.
  template <class Observe>
  void EndWith(const Observe& observe) noexcept {
    operation_.EndWith(observe);
  }

 private:
  Outcome OutcomeSoFar() const noexcept {
    Outcome outcome;
    if (direction_ == Rows::kNone) return outcome;
    const auto rows = static_cast<std::int64_t>(rows_);
    (direction_ == Rows::kRead ? outcome.returned_rows : outcome.affected_rows) = rows;
    return outcome;
  }

  std::shared_ptr<Session> session_;  // declared first, to outlive the operation
  Rows direction_;
  OperationSpan operation_;
  std::uint64_t rows_ = 0;
  std::chrono::steady_clock::time_point last_row_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
