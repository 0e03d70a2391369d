#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/detail/pg/execute.h"
#include "dbspan/detail/pg/pipeline_progress.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// An operation that spans several calls of a libpqxx object: a stream, or a query in a pipeline.
///
/// Shares ownership of the session, and so of the instrumenter. Used by the thread that uses the
/// connection. Like RecordedCall, it shows none of the engine's types.
class Running {
 public:
  enum class Rows { kNone, kRead, kWritten };

  /// Starts the operation.
  Running(const ::dbspan::pqxx::connection_base& connection, Rows rows,
          const CallDescription& description);
  /// Starts the operation of a query, unless it is not recorded because it controls transactions.
  static Running OfQuery(const ::dbspan::pqxx::connection_base& connection, std::string_view sql);
  Running(Running&& other) noexcept;
  Running& operator=(Running&&) = delete;  // the session would go before its operation
  ~Running();

  /// Calls libpqxx through `function`; an exception ends the operation and is rethrown.
  template <class Function>
  decltype(auto) Call(Function&& function) {
    const ClientAbove above{kLibpq};
    try {
      return std::forward<Function>(function)();
    } catch (...) {
      EndWithException();
      throw;
    }
  }
  /// Call() for the retrieval of a result of a pipeline, whose error `progress` keeps.
  template <class Function>
  decltype(auto) Retrieve(PipelineProgress& progress, Function&& function) {
    const ClientAbove above{kLibpq};
    try {
      return std::forward<Function>(function)();
    } catch (...) {
      EndRetrieving(progress);
      throw;
    }
  }
  /// Counts a row.
  void OnRow() noexcept;
  /// Ends the operation: all rows have been transferred.
  void End() noexcept;
  /// Ends the operation with the outcome of the result of `sql`.
  void EndWith(std::string_view sql, const ::pqxx::result& result) noexcept;
  /// Ends the operation of a query that the server has skipped, because an earlier one failed.
  void EndSkipped() noexcept;
  /// Ends the operation of a query that was not sent and will not be.
  void EndUnsent() noexcept;
  /// Ends the operation of a query that was sent. Its result is not known and will not be.
  void EndUnanswered() noexcept;

 private:
  struct State;

  Running();
  // Call these while the exception is being handled.
  void EndWithException() noexcept;
  void EndRetrieving(PipelineProgress& progress) noexcept;
  State& state() noexcept { return *reinterpret_cast<State*>(room_); }

  static constexpr std::size_t kRoom = 960;

  alignas(std::max_align_t) unsigned char room_[kRoom];  // contains the State
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
