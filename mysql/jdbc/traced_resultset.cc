#include "mysql/jdbc/traced_resultset.h"

#include <utility>

#include "dbspan/detail/client_above.h"
#include "mysql/client_id.h"
#include "mysql/jdbc/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

TracedResultSet::TracedResultSet(std::unique_ptr<sql::ResultSet> native,
                                 const sql::Statement& statement, std::shared_ptr<Session> session,
                                 detail::OperationSpan operation) noexcept
    : ForwardingResultSet(std::move(native)),
      statement_(&statement),
      session_(std::move(session)),
      open_(std::move(operation)) {
  open_.OnProgress(0, 0);
  open_.AddReturned(0);
}

bool TracedResultSet::next() {
  if (!open_) return ForwardingResultSet::next();
  const detail::ClientAbove above{kCApi};
  bool more = false;
  try {
    more = ForwardingResultSet::next();
  } catch (...) {
    open_.Fail([] { return OutcomeOfException(); });
    throw;
  }
  more ? open_.OnRow() : open_.End();
  return more;
}

void TracedResultSet::close() {
  ForwardingResultSet::close();
  open_.GiveUp();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
