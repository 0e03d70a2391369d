#pragma once

#include <memory>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/open_operation.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/outcome.h"
#include "dbspan/detail/pg/state.h"
#include "dbspan/pg/connection.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// An operation that spans several calls of a libpqxx object: a stream, or a query in a pipeline.
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
    open_ = OpenOperation{session_->instrumenter().Start([&] {
      connection.EnsureEndpoint();
      return describe(session_->endpoint());
    })};
    if (direction_ == Rows::kRead) {
      open_.AddReturned(0);
      open_.ReportAbandoned();
    }
    if (direction_ == Rows::kWritten) open_.AddAffected(0);
  }

  Running(Running&&) noexcept = default;
  Running& operator=(Running&&) = delete;  // the session would go before its operation

  /// Calls libpqxx through `function`; an exception ends the operation and is rethrown.
  template <class Function>
  decltype(auto) Call(Function&& function) {
    const ClientAbove above{kLibpq};
    try {
      return std::forward<Function>(function)();
    } catch (...) {
      open_.EndWith([] { return Observer{{}}(); });
      throw;
    }
  }
  /// Counts a row.
  void OnRow() noexcept { direction_ == Rows::kWritten ? open_.OnWrittenRow() : open_.OnRow(); }
  /// Ends the operation: all rows have been transferred.
  void End() noexcept { open_.End(); }
  /// Ends the operation with the outcome that `observe()` returns, also if that throws.
  template <class Observe>
  void EndWith(const Observe& observe) noexcept {
    open_.EndWith(observe);
  }

 private:
  std::shared_ptr<Session> session_;  // declared first, to outlive the operation
  Rows direction_;
  OpenOperation open_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
