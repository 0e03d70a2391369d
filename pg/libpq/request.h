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

/// One request that was sent and whose results are being read: a query, a COPY, or something
/// without an operation whose results must not be taken for another's.
class Request {
 public:
  enum class Kind { kQuery, kPrepare, kOther, kSync };

  explicit Request(Kind kind, OperationSpan operation = {}) noexcept
      : kind_(kind), open_(std::move(operation)) {}
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) = delete;
  ~Request();

  /// For Kind::kPrepare: what to remember when it has worked, and since when it is on its way.
  std::string name;
  std::string text;
  std::chrono::steady_clock::time_point since;

  Kind kind() const noexcept { return kind_; }
  /// Tells whether any result has come.
  bool answered() const noexcept { return answered_; }
  bool failed() noexcept { return outcome().error.has_value(); }
  Outcome& outcome() noexcept { return open_.outcome(); }
  void OnResult(const PGconn& connection, PGresult& result) noexcept;
  /// A row of COPY TO was read.
  void OnCopiedRow() noexcept;
  /// All results have come.
  void End() noexcept { open_.End(); }
  /// Nothing more will come, because of the connection.
  void Fail(const PGconn& connection) noexcept;

 private:
  Kind kind_;
  OpenOperation open_;
  bool answered_ = false;
  std::int64_t copied_ = Outcome::kUnknown;  // rows of COPY TO, read one by one
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
