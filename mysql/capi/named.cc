#include "mysql/capi/named.h"

#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/text/view_of.h"
#include "dbspan/detail/named_operation.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/real.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

void Begin(ConnectionState& state, const MYSQL& connection, std::string_view name,
           const char* table = nullptr) noexcept {
  const auto describe = [&] {
    Operation operation = detail::NamedOperation(state.EndpointOf(connection), name);
    operation.collection = ViewOf(table);
    return operation;
  };
  state.sent().Begin([&] { return state.instrumenter()->Start(describe); });
}

}  // namespace

void BeginNamed(MYSQL* connection, std::string_view name, const char* table) noexcept {
  if (ConnectionState* state = Traced(connection)) Begin(*state, *connection, name, table);
}

void BeginSession(MYSQL* connection, std::string_view name) noexcept {
  ConnectionState* state = Traced(connection);
  if (state == nullptr) return;
  state->settings.Restart();
  Begin(*state, *connection, name);
}

void BeginTransactionControl(MYSQL* connection, std::string_view name) noexcept {
  ConnectionState* state = Traced(connection);
  if (state == nullptr || !state->instrumenter()->options().transaction_spans) return;
  Begin(*state, *connection, name);
}

void OnAnswered(MYSQL* connection, bool failed) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  Command command = std::move(state->sent());
  if (!failed) return command.End();
  command.Fail([&] { return OutcomeOfConnection(*connection, state->exception); });
}

void OnStatistics(MYSQL* connection) noexcept {
  OnAnswered(connection, real::mysql_errno(connection) != 0);
}

void OnListed(MYSQL* connection, MYSQL_RES* result) noexcept {
  if (result == nullptr) return OnAnswered(connection, true);
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  Command command = std::move(state->sent());
  command.OnStored(*connection, real::mysql_num_rows(result));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

using dbspan::mysql::BeginNamed;
using dbspan::mysql::BeginSession;
using dbspan::mysql::BeginTransactionControl;
using dbspan::mysql::RunNamed;
namespace real = dbspan::mysql::real;

// MySQL's functions return bool where MariaDB's return char.
using Failed = decltype(mysql_commit(nullptr));

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, Failed, mysql_commit, (MYSQL * connection),
                (connection)) {
  BeginTransactionControl(connection, "COMMIT");
  return RunNamed(connection, [=] { return real::mysql_commit(connection); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, Failed, mysql_rollback, (MYSQL * connection),
                (connection)) {
  BeginTransactionControl(connection, "ROLLBACK");
  return RunNamed(connection, [=] { return real::mysql_rollback(connection); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, Failed, mysql_autocommit,
                (MYSQL * connection, Failed mode), (connection, mode)) {
  BeginTransactionControl(connection, "SET");
  return RunNamed(connection, [=] { return real::mysql_autocommit(connection, mode); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_ping, (MYSQL * connection), (connection)) {
  BeginNamed(connection, "PING");
  return RunNamed(connection, [=] { return real::mysql_ping(connection); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_select_db,
                (MYSQL * connection, const char* database), (connection, database)) {
  BeginNamed(connection, "USE");
  return RunNamed(connection, [=] { return real::mysql_select_db(connection, database); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_reset_connection, (MYSQL * connection),
                (connection)) {
  BeginSession(connection, "RESET CONNECTION");
  return RunNamed(connection, [=] { return real::mysql_reset_connection(connection); });
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, Failed, mysql_change_user,
                (MYSQL * connection, const char* user, const char* password, const char* database),
                (connection, user, password, database)) {
  BeginSession(connection, "CHANGE USER");
  return RunNamed(connection,
                  [=] { return real::mysql_change_user(connection, user, password, database); });
}
