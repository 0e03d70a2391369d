// Wrappers that prepare, bind and close statements. PREPARE stores the text; each execution is an
// operation (prepared_execute.cc).
#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/text/view_of.h"
#include "mysql/capi/describe.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/real.h"
#include "mysql/capi/statement_state.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace {

/// Returns the system of a server by the version that the client library knows; MySQL without one.
System SystemOfServer(const MYSQL& connection) noexcept {
  return SystemOf(ViewOf(connection.server_version));
}

}  // namespace

void OnPreparing(MYSQL_STMT* statement, const char* sql, std::size_t length) noexcept try {
  if (statement == nullptr || sql == nullptr) return;
  const ErrnoGuard errno_guard;
  auto state = std::make_unique<StatementState>();
  ConnectionState* connection = StateOf(statement->mysql);
  if (connection != nullptr) {
    state->instrumenter = connection->instrumenter();
    state->exception = connection->exception;
    state->settings =
        connection->settings.BeforeText(*statement->mysql, SystemOfServer(*statement->mysql));
  } else if (const StatementState* earlier = Statements().Find(statement)) {
    state->instrumenter = earlier->instrumenter;
    state->exception = earlier->exception;
    state->endpoint = earlier->endpoint;
  } else {
    state->instrumenter = MySql::instrumenter().Get();
  }
  state->text =
      state->instrumenter->TextToKeep(StatementText(sql, length), kSystem, state->settings);
  state->preparing_since = std::chrono::steady_clock::now();
  if (connection != nullptr) EndpointOf(*state, *statement);
  Statements().Put(statement, std::move(state));
} catch (...) {  // no memory: its executions are not recorded
}

// Records a failed PREPARE. A successful one is not recorded; its executions are.
void OnPrepared(MYSQL_STMT* statement, bool failed) noexcept {
  if (!failed || statement == nullptr) return;
  const ErrnoGuard errno_guard;
  StatementState* state = Statements().Find(statement);
  if (state != nullptr) RecordRefused(*state, *statement, "PREPARE");
}

void RecordRefused(StatementState& state, const MYSQL_STMT& statement,
                   std::string_view name) noexcept {
  if (!IsApplications(statement)) return;
  Command refused{state.instrumenter->Start([&] {
    Operation operation;
    operation.endpoint = EndpointOf(state, statement);
    operation.name = name;
    operation.sql = state.text;
    operation.sql_settings = state.settings;
    operation.since = state.preparing_since;
    return operation;
  })};
  refused.Fail([&] { return OutcomeOfStatement(statement, state.exception); });
}

void OnBound(MYSQL_STMT* statement, const MYSQL_BIND* bound) noexcept try {
  if (statement == nullptr || bound == nullptr) return;
  const ErrnoGuard errno_guard;
  const ConnectionState* connection = Connections().Find(statement->mysql);
  if (connection == nullptr || connection->instrumenter()->options().parameters.empty()) return;
  StatementState* state = Statements().Find(statement);
  if (state != nullptr) state->bound.assign(bound, bound + real::mysql_stmt_param_count(statement));
} catch (...) {  // no memory: the values are not recorded
}

void OnStatementGone(const MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return;
  const ErrnoGuard errno_guard;
  Statements().Take(statement);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

namespace real = dbspan::mysql::real;

int mysql_stmt_prepare(MYSQL_STMT* statement, const char* sql, unsigned long length) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_prepare, statement, sql, length);
  dbspan::mysql::OnPreparing(statement, sql, length);
  const int failed = real::mysql_stmt_prepare(statement, sql, length);
  dbspan::mysql::OnPrepared(statement, failed != 0);
  return failed;
}

decltype(mysql_stmt_bind_param(nullptr, nullptr)) mysql_stmt_bind_param(MYSQL_STMT* statement,
                                                                        MYSQL_BIND* bind) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_bind_param, statement, bind);
  const auto failed = real::mysql_stmt_bind_param(statement, bind);
  if (failed == 0) dbspan::mysql::OnBound(statement, bind);
  return failed;
}

decltype(mysql_stmt_close(nullptr)) mysql_stmt_close(MYSQL_STMT* statement) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_close, statement);
  dbspan::mysql::OnStatementGone(statement);
  return real::mysql_stmt_close(statement);
}
