// Wrappers of the functions that send statements as text and read whether they succeeded.
#include "mysql/capi/execute.h"

#include <cstring>

#include "core/interpose/errno_guard.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/real.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

void OnStatus(Command& command, MYSQL& connection) noexcept {
  command.OnStatus(connection, connection.field_count, connection.affected_rows);
}

std::size_t Length(const char* text) noexcept { return text == nullptr ? 0 : std::strlen(text); }

}  // namespace

void OnSent(MYSQL* connection, bool failed) noexcept {
  if (failed) OnQueryResult(connection, true);
}

void OnQueryResult(MYSQL* connection, bool failed) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  if (!failed && state->sent().measured()) {
    state->settings.OnAnswer(*connection);
    state->OnAnswer();
    if (connection->field_count != 0) return state->open().OnAnswer();
    return state->open().OnLastRow(*connection);
  }
  const ErrnoGuard errno_guard;
  // If the statement was refused, an earlier result may still be open and stays so.
  if (failed) {
    state->ForgetSentText();
    return state->sent().Fail([&] { return OutcomeOfConnection(*connection, state->exception); });
  }
  state->settings.OnAnswer(*connection);
  state->OnAnswer();
  OnStatus(state->open(), *connection);
}

void OnNextResult(MYSQL* connection, int result) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  state->settings.OnAnswer(*connection);
  if (result == 0) return OnStatus(state->open(), *connection);
  if (result < 0) return state->open().End();  // there are no more results
  state->open().Fail([&] { return OutcomeOfConnection(*connection, state->exception); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

using dbspan::mysql::Length;
using dbspan::mysql::OnQueryResult;
using dbspan::mysql::SendText;
namespace real = dbspan::mysql::real;

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_query, (MYSQL * connection, const char* sql),
                (connection, sql)) {
  const int failed = SendText(connection, sql, Length(sql),
                              [connection](const char* text, std::size_t /*length*/) {
                                return real::mysql_query(connection, text);
                              });
  OnQueryResult(connection, failed != 0);
  return failed;
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_real_query,
                (MYSQL * connection, const char* sql, unsigned long length),
                (connection, sql, length)) {
  const int failed =
      SendText(connection, sql, length, [connection](const char* text, std::size_t size) {
        return real::mysql_real_query(connection, text, size);
      });
  OnQueryResult(connection, failed != 0);
  return failed;
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_send_query,
                (MYSQL * connection, const char* sql, unsigned long length),
                (connection, sql, length)) {
  const int failed =
      SendText(connection, sql, length, [connection](const char* text, std::size_t size) {
        return real::mysql_send_query(connection, text, size);
      });
  dbspan::mysql::OnSent(connection, failed != 0);
  return failed;
}

using ReadResult = decltype(mysql_read_query_result(nullptr));

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, ReadResult, mysql_read_query_result,
                (MYSQL * connection), (connection)) {
  const auto failed = real::mysql_read_query_result(connection);
  OnQueryResult(connection, failed != 0);
  return failed;
}

DBSPAN_FUNCTION(dbspan::mysql::MySqlClient, int, mysql_next_result, (MYSQL * connection),
                (connection)) {
  const int result = real::mysql_next_result(connection);
  dbspan::mysql::OnNextResult(connection, result);
  return result;
}
