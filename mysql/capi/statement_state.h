#pragma once

#include <mysql.h>

#include <chrono>
#include <string>
#include <vector>

#include "core/interpose/address_table.h"
#include "core/span/current_span.h"
#include "dbspan/version.h"
#include "mysql/capi/command.h"
#include "mysql/capi/connection_state.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What telemetry remembers of one prepared statement. Used by the thread that uses its connection.
struct StatementState {
  std::shared_ptr<const Instrumenter> instrumenter;  ///< First: operations must not outlive it.
  std::string text;
  SqlSettings settings;  ///< Of the session when it was prepared: how it was read.
  std::chrono::steady_clock::time_point preparing_since;
  std::string_view exception;     ///< As in ConnectionState.
  std::vector<MYSQL_BIND> bound;  ///< Where the values are, if any is to be recorded.
  Command sent;                   ///< The execution that is on its way.
  Command open;                   ///< The execution whose results are being read.
};

/// The states of all statements.
AddressTable<MYSQL_STMT, StatementState>& Statements() noexcept;

// Called before and after the functions for prepared statements, blocking and non-blocking.

void OnPreparing(MYSQL_STMT* statement, const char* sql, std::size_t length) noexcept;
void OnPrepared(MYSQL_STMT* statement, bool failed) noexcept;
/// The values of a statement will be found here when it is executed.
void OnBound(MYSQL_STMT* statement, const MYSQL_BIND* bound) noexcept;
/// Begins the operation of an execution.
void BeginExecute(MYSQL_STMT* statement) noexcept;
void OnExecuted(MYSQL_STMT* statement, bool failed) noexcept;
/// After mysql_stmt_store_result, mysql_stmt_fetch and mysql_stmt_next_result, with what they
/// returned.
void OnStatementStored(MYSQL_STMT* statement, bool failed) noexcept;
void OnStatementFetched(MYSQL_STMT* statement, int result) noexcept;
void OnStatementNextResult(MYSQL_STMT* statement, int result) noexcept;
/// The rest of the result is discarded.
void OnStatementFreed(MYSQL_STMT* statement) noexcept;
/// The statement is about to be closed: removes its state.
void OnStatementGone(const MYSQL_STMT* statement) noexcept;

/// The state of a statement whose results are being read, or null.
inline StatementState* ReadingOf(const MYSQL_STMT* statement) noexcept {
  if (!OpenCommands::Any()) return nullptr;
  return Statements().Find(statement);
}

/// Executes with the operation that has begun as the current one, and goes on with it.
template <class Call>
int Execute(MYSQL_STMT* statement, Call&& call) {
  StatementState* state = ReadingOf(statement);
  if (state == nullptr) return call();
  int failed = 0;
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
