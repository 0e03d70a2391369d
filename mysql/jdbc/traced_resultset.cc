#include "mysql/jdbc/traced_resultset.h"

#include <chrono>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "mysql/client_id.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

TracedResultSet::TracedResultSet(std::unique_ptr<sql::ResultSet> native,
                                 const sql::Statement& statement, std::shared_ptr<Session> session,
                                 OperationSpan operation) noexcept
    : ForwardingResultSet(std::move(native)),
      statement_(&statement),
      session_(std::move(session)),
      operation_(std::move(operation)),
      last_row_(std::chrono::steady_clock::now()) {}

TracedResultSet::~TracedResultSet() { EndStream(last_row_); }

bool TracedResultSet::next() {
  if (!operation_) return ForwardingResultSet::next();
  const ClientAbove above{kCApi};
  bool more = false;
  try {
    more = ForwardingResultSet::next();
  } catch (...) {
    operation_.EndWith([&] {
      Outcome outcome = OutcomeOfException();
      outcome.returned_rows = rows_;
      return outcome;
    });
    throw;
  }
  const auto now = std::chrono::steady_clock::now();
  if (more) {
    ++rows_;
    last_row_ = now;
    operation_.MarkRows(static_cast<std::uint64_t>(rows_));
  } else {
    EndStream(now);
  }
  return more;
}

void TracedResultSet::close() {
  ForwardingResultSet::close();
  EndStream(last_row_);
}

void TracedResultSet::EndStream(OperationSpan::SteadyTime when) noexcept {
  if (operation_) operation_.EndAt(OutcomeOfRows(rows_), when);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
