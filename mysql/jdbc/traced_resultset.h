#pragma once

#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>

#include "dbspan/detail/open_operation.h"
#include "dbspan/version.h"
#include "mysql/jdbc/forwarding_resultset.h"
#include "mysql/jdbc/state.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A result set whose operation may still be running.
///
/// For a buffered result, the rows are known at once. The rows of a streamed result
/// (TYPE_FORWARD_ONLY) are counted as they are read. Its operation ends with the last row or an
/// error; if the result is destroyed earlier, at the time of the last row that was read. Refers to
/// its statement without owning it, like the connector's result sets.
class TracedResultSet : public ForwardingResultSet {
 public:
  TracedResultSet(std::unique_ptr<sql::ResultSet> native, const sql::Statement& statement,
                  std::shared_ptr<Session> session, detail::OperationSpan operation) noexcept;

  bool next() override;
  void close() override;
  const sql::Statement* getStatement() const override { return statement_; }

 private:
  const sql::Statement* statement_;
  std::shared_ptr<Session> session_;  // keeps the operation's instrumenter alive
  detail::OpenOperation open_;        // empty unless rows are still expected
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
