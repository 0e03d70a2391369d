// Wrappers that execute prepared statements and read their results.
#include <utility>
#include <vector>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "mysql/capi/describe.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/parameters.h"
#include "mysql/capi/real.h"
#include "mysql/capi/statement_state.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

void Fail(Command& command, const StatementState& state, const MYSQL_STMT& statement) noexcept {
  command.Fail([&] { return OutcomeOfStatement(statement, state.exception); });
}

void OnStatus(Command& command, MYSQL_STMT& statement) noexcept {
  command.OnStatus(*statement.mysql, real::mysql_stmt_field_count(&statement),
                   real::mysql_stmt_affected_rows(&statement));
}

/// Returns the number of elements of the bound arrays, for each of which the statement is executed
/// (MariaDB's bulk execution); 0 for a single execution. In bulk execution the buffers hold arrays
/// and not values, so no parameters are recorded.
unsigned ArraySizeOf([[maybe_unused]] MYSQL_STMT* statement) noexcept {
#ifdef MARIADB_BASE_VERSION
  unsigned elements = 0;
  return real::mysql_stmt_attr_get(statement, STMT_ATTR_ARRAY_SIZE, &elements) == 0 ? elements : 0;
#else
  return 0;  // MySQL's client has no bulk execution
#endif
}

}  // namespace

AddressTable<MYSQL_STMT, StatementState>& Statements() noexcept {
  // Never destroyed: statements may be used while the process exits.
  static NeverDestroyed<AddressTable<MYSQL_STMT, StatementState>> statements;
  return statements.Get();
}

void BeginExecute(MYSQL_STMT* statement) noexcept try {
  if (statement == nullptr || !IsApplications(*statement)) return;
  StatementState* state = Statements().Find(statement);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  const unsigned elements = ArraySizeOf(statement);
  const bool measured = detail::MeasuredOperation::IsLikely() && elements <= 1;
  if (measured && BeginMeasured(*state, *statement)) return;
  const bool readable = !state->bound.empty() && elements == 0;
  const std::vector<Parameter> values =
      readable ? ValuesOf(state->bound) : std::vector<Parameter>{};
  state->sent = Command{StartSql(*state, *statement, &values, elements), state->text};
} catch (...) {  // no memory for the values: the execution is not recorded
}

void OnExecuted(MYSQL_STMT* statement, bool failed) noexcept {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr) return OnUnwatched(statement, failed);
  const ErrnoGuard errno_guard;
  if (failed) return Fail(state->sent, *state, *statement);
  state->open = std::move(state->sent);
  state->stored = false;
  OnStatus(state->open, *statement);
}

void OnUnwatched(const MYSQL_STMT* statement, bool failed) noexcept try {
  if (!failed || statement == nullptr || !IsApplications(*statement)) return;
  const ErrnoGuard errno_guard;
  if (Statements().Find(statement) != nullptr) return;
  StatementState state;
  const ConnectionState* connection = StateOf(statement->mysql);
  if (connection != nullptr) state.exception = connection->exception;
  state.instrumenter =
      connection != nullptr ? connection->instrumenter() : MySql::instrumenter().Get();
  RecordRefused(state, *statement, "EXECUTE");
} catch (...) {  // no memory: the failure is not recorded
}

void OnStatementStored(MYSQL_STMT* statement, bool failed) noexcept {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  if (failed) return Fail(state->open, *state, *statement);
  state->stored = true;
  state->open.OnStored(*statement->mysql, real::mysql_stmt_num_rows(statement));
}

void OnStatementFetched(MYSQL_STMT* statement, int result) noexcept {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr || state->stored) return;
  const ErrnoGuard errno_guard;
  if (result == 0 || result == MYSQL_DATA_TRUNCATED) return state->open.OnRow();
  if (result == MYSQL_NO_DATA) return state->open.OnLastRow(*statement->mysql);
  Fail(state->open, *state, *statement);
}

void OnStatementNextResult(MYSQL_STMT* statement, int result) noexcept {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  state->stored = false;
  if (result == 0) return OnStatus(state->open, *statement);
  if (result < 0) return state->open.End();  // there are no more results
  Fail(state->open, *state, *statement);
}

void OnStatementFreed(MYSQL_STMT* statement) noexcept {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  if (statement->mysql == nullptr) return state->open.GiveUp();
  state->open.OnDiscarded(*statement->mysql);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

namespace real = dbspan::mysql::real;

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_stmt_execute, (MYSQL_STMT * statement),
                (statement)) {
  dbspan::mysql::BeginExecute(statement);
  return dbspan::mysql::Execute(statement, [=] { return real::mysql_stmt_execute(statement); });
}

DBSPAN_MYSQL_READING(int, mysql_stmt_store_result, (MYSQL_STMT * statement), (statement)) {
  const int failed = real::mysql_stmt_store_result(statement);
  dbspan::mysql::OnStatementStored(statement, failed != 0);
  return failed;
}

DBSPAN_MYSQL_READING(int, mysql_stmt_fetch, (MYSQL_STMT * statement), (statement)) {
  const int result = real::mysql_stmt_fetch(statement);
  dbspan::mysql::OnStatementFetched(statement, result);
  return result;
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_stmt_next_result, (MYSQL_STMT * statement),
                (statement)) {
  const int result = real::mysql_stmt_next_result(statement);
  dbspan::mysql::OnStatementNextResult(statement, result);
  return result;
}

// MySQL's functions return bool where MariaDB's return char.
using Failed = decltype(mysql_stmt_reset(nullptr));

DBSPAN_MYSQL_READING(Failed, mysql_stmt_free_result, (MYSQL_STMT * statement), (statement)) {
  const Failed failed = real::mysql_stmt_free_result(statement);
  dbspan::mysql::OnStatementFreed(statement);
  return failed;
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, Failed, mysql_stmt_reset, (MYSQL_STMT * statement),
                (statement)) {
  const Failed failed = real::mysql_stmt_reset(statement);
  dbspan::mysql::OnStatementFreed(statement);
  return failed;
}
