#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "dbspan/detail/open_operation.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A request that was sent and whose results are being read: a query, a COPY, or a request without
/// an operation, which is tracked so that its results are not taken for another request's.
class Request {
 public:
  enum class Kind {
    kQuery,
    kCopy,  ///< A COPY that a synchronous call began: libpq discards what follows it.
    kPrepare,
    kOther,
    kSync
  };

  explicit Request(Kind kind, detail::OperationSpan operation = {}) noexcept
      : kind_(kind), open_(std::move(operation)) {}
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) = delete;

  /// Used with Kind::kPrepare only: name and redacted text to store once it succeeds, and the time
  /// it was sent.
  std::string name;
  std::string text;
  std::chrono::steady_clock::time_point since;

  Kind kind() const noexcept { return kind_; }
  /// Tells whether any result was read.
  bool answered() const noexcept { return answered_; }
  bool failed() noexcept { return outcome().error.has_value(); }
  Outcome& outcome() noexcept { return open_.outcome(); }
  /// Tells whether the operation has ended. Further results of the request are ignored.
  bool ended() const noexcept { return ended_; }
  void OnResult(const PGconn& connection, PGresult& result) noexcept;
  /// Handles a result that libpq discards: its rows were not read.
  void OnDiscarded(const PGconn& connection, PGresult& result) noexcept;
  /// Counts a row of COPY TO that was read.
  void OnCopiedRow() noexcept;
  /// Ends the operation with the outcome so far.
  void End() noexcept;
  /// Ends the operation with the error of the connection: no more results will arrive.
  void Fail(const PGconn& connection) noexcept;
  /// Ends the operation because no more results will be read. If the connection is lost before the
  /// result was complete, the operation has failed.
  void GiveUp(const PGconn& connection) noexcept;
  /// Does the same at `exit`, when the connection must not be touched.
  void GiveUp() noexcept;
  /// Tells whether a COPY is in progress, whose end was not seen.
  bool copying() const noexcept { return copying_ && !ended_; }
  /// Tells whether the COPY has failed, after PQendcopy has: not if it has reached its end already,
  /// as by PQgetline or PQputCopyEnd.
  bool IsEndFailed(const PGconn& connection) const noexcept;
  /// Handles the end of a COPY whose result was not seen, but only whether it failed.
  void OnUnseenEnd(const PGconn& connection, bool failed) noexcept;
  /// The end of a COPY is the end of the operation if it is given up later.
  void MarkRead() noexcept { open_.OnProgress(0, 0); }

 private:
  Kind kind_;
  detail::OpenOperation open_;
  bool answered_ = false;
  bool complete_ = false;  // the last result is neither a part of the rows nor the start of a COPY
  bool copying_ = false;   // the last result is the start of a COPY
  bool ended_ = false;
  std::int64_t copied_ = Outcome::kUnknown;  // rows of the current COPY TO that were read
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
