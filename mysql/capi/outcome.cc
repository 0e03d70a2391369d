#include "mysql/capi/outcome.h"

#include "mysql/capi/real.h"
#include "mysql/outcome.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

Outcome OutcomeOfConnection(const MYSQL& connection, std::string_view exception) {
  auto* asked = const_cast<MYSQL*>(&connection);
  return OutcomeOfError(static_cast<int>(real::mysql_errno(asked)), real::mysql_sqlstate(asked),
                        exception, real::mysql_error(asked));
}

// If the connection is lost while rows are fetched, MariaDB's client sets only the error of the
// connection.
Outcome OutcomeOfStatement(const MYSQL_STMT& statement, std::string_view exception) {
  auto* asked = const_cast<MYSQL_STMT*>(&statement);
  const unsigned error = real::mysql_stmt_errno(asked);
  if (error == 0 && statement.mysql != nullptr && real::mysql_errno(statement.mysql) != 0) {
    return OutcomeOfConnection(*statement.mysql, exception);
  }
  return OutcomeOfError(static_cast<int>(error), real::mysql_stmt_sqlstate(asked), exception,
                        real::mysql_stmt_error(asked));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
