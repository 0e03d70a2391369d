#pragma once

#include <mysql.h>

#include <chrono>
#include <string>
#include <vector>

#include "core/interpose/address_table.h"
#include "core/span/current_span.h"
#include "dbspan/version.h"
#include "mysql/capi/command.h"
#include "mysql/capi/state.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Telemetry state of one prepared statement. Used only by the thread that uses its connection.
struct StatementState {
  std::shared_ptr<const Instrumenter> instrumenter;  ///< First: operations must not outlive it.
  EndpointPtr endpoint;  ///< Where it was last used. The client library forgets a lost connection.
  std::string text;      ///< Redacted, unless verbatim texts are requested.
  SqlSettings settings;  ///< Session settings when it was prepared.
  std::chrono::steady_clock::time_point preparing_since;
  std::string_view exception;     ///< Exception type, see ConnectionState::exception.
  std::vector<MYSQL_BIND> bound;  ///< The binds with the values, if parameters are recorded.
  Command sent;                   ///< The execution that was sent and not answered.
  Command open;                   ///< The execution whose results are being read.
  bool stored = false;            ///< The rows of the current result were counted as it was stored.
};

/// The states of all statements.
AddressTable<MYSQL_STMT, StatementState>& Statements() noexcept;

// Called before and after the functions for prepared statements, blocking and non-blocking.

void OnPreparing(MYSQL_STMT* statement, const char* sql, std::size_t length) noexcept;
void OnPrepared(MYSQL_STMT* statement, bool failed) noexcept;
/// Records a call that failed and has no operation of its own, as an operation of this name.
void RecordRefused(StatementState& state, const MYSQL_STMT& statement,
                   std::string_view name) noexcept;
/// Returns whether the calls of a statement are recorded. Its connection may be lost or closed.
inline bool IsApplications(const MYSQL_STMT& statement) noexcept {
  return statement.mysql == nullptr ? Enabled<MySql>() : Traced(statement.mysql) != nullptr;
}
/// Stores the binds, from which the values are read at each execution.
void OnBound(MYSQL_STMT* statement, const MYSQL_BIND* bound) noexcept;
/// Begins the operation of an execution.
void BeginExecute(MYSQL_STMT* statement) noexcept;
void OnExecuted(MYSQL_STMT* statement, bool failed) noexcept;
/// Handles the result of an execution that has no operation. If it failed because the statement was
/// never prepared, records it.
void OnUnwatched(const MYSQL_STMT* statement, bool failed) noexcept;
/// After mysql_stmt_store_result, mysql_stmt_fetch and mysql_stmt_next_result, with what they
/// returned.
void OnStatementStored(MYSQL_STMT* statement, bool failed) noexcept;
void OnStatementFetched(MYSQL_STMT* statement, int result) noexcept;
void OnStatementNextResult(MYSQL_STMT* statement, int result) noexcept;
/// Handles that the unread rows of the result were discarded.
void OnStatementFreed(MYSQL_STMT* statement) noexcept;
/// Removes the state of a statement that is about to be closed.
void OnStatementGone(const MYSQL_STMT* statement) noexcept;

/// Returns the state of a statement; null without one, or if no command of the process is open.
inline StatementState* ReadingOf(const MYSQL_STMT* statement) noexcept {
  if (!OpenCommands::Any()) return nullptr;
  return Statements().Find(statement);
}

/// Runs `call` with the operation that has begun as the current one, then handles its result.
template <class Call>
int Execute(MYSQL_STMT* statement, Call&& call) {
  StatementState* state = ReadingOf(statement);
  int failed = 0;
  if (state == nullptr) {
    failed = call();
    OnUnwatched(statement, failed != 0);
    return failed;
  }
  {
    const CurrentSpan current{state->sent.operation(), state->instrumenter->options()};
    OnUnwind unwind{[&] { state->sent.GiveUp(); }};
    failed = call();
    unwind.Returned();
  }
  OnExecuted(statement, failed != 0);
  return failed;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
