#pragma once

#include <mysql.h>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/version.h"
#include "mysql/capi/command.h"
#include "mysql/client_id.h"

// The functions of the client library that dbspan wraps: `mysql_query` is dbspan's,
// `real::mysql_query` is the library's.
#define DBSPAN_MYSQL_FUNCTIONS(F) \
  F(mysql_init)                   \
  F(mysql_real_connect)           \
  F(mysql_close)                  \
  F(mysql_change_user)            \
  F(mysql_reset_connection)       \
  F(mysql_select_db)              \
  F(mysql_ping)                   \
  F(mysql_commit)                 \
  F(mysql_rollback)               \
  F(mysql_autocommit)             \
  F(mysql_query)                  \
  F(mysql_real_query)             \
  F(mysql_send_query)             \
  F(mysql_read_query_result)      \
  F(mysql_next_result)            \
  F(mysql_store_result)           \
  F(mysql_use_result)             \
  F(mysql_fetch_row)              \
  F(mysql_free_result)            \
  F(mysql_stmt_prepare)           \
  F(mysql_stmt_bind_param)        \
  F(mysql_stmt_execute)           \
  F(mysql_stmt_store_result)      \
  F(mysql_stmt_fetch)             \
  F(mysql_stmt_next_result)       \
  F(mysql_stmt_free_result)       \
  F(mysql_stmt_reset)             \
  F(mysql_stmt_close)             \
  F(mysql_list_fields)            \
  F(mysql_stat)                   \
  F(mysql_dump_debug_info)        \
  F(mysql_set_server_option)      \
  F(mysql_refresh)                \
  F(mysql_shutdown)

// Functions that only MariaDB's client has. For every call that waits for the server it has a pair
// that starts (`_start`) and continues (`_cont`) the call without blocking.
#ifdef MARIADB_BASE_VERSION
#define DBSPAN_MARIADB_FUNCTIONS(F) \
  F(mariadb_stmt_execute_direct)    \
  F(mysql_real_connect_start)       \
  F(mysql_real_connect_cont)        \
  F(mysql_close_start)              \
  F(mysql_change_user_start)        \
  F(mysql_change_user_cont)         \
  F(mysql_reset_connection_start)   \
  F(mysql_reset_connection_cont)    \
  F(mysql_select_db_start)          \
  F(mysql_select_db_cont)           \
  F(mysql_ping_start)               \
  F(mysql_ping_cont)                \
  F(mysql_commit_start)             \
  F(mysql_commit_cont)              \
  F(mysql_rollback_start)           \
  F(mysql_rollback_cont)            \
  F(mysql_autocommit_start)         \
  F(mysql_autocommit_cont)          \
  F(mysql_query_start)              \
  F(mysql_query_cont)               \
  F(mysql_real_query_start)         \
  F(mysql_real_query_cont)          \
  F(mysql_send_query_start)         \
  F(mysql_send_query_cont)          \
  F(mysql_read_query_result_start)  \
  F(mysql_read_query_result_cont)   \
  F(mysql_next_result_start)        \
  F(mysql_next_result_cont)         \
  F(mysql_store_result_start)       \
  F(mysql_store_result_cont)        \
  F(mysql_fetch_row_start)          \
  F(mysql_fetch_row_cont)           \
  F(mysql_free_result_start)        \
  F(mysql_free_result_cont)         \
  F(mysql_stmt_prepare_start)       \
  F(mysql_stmt_prepare_cont)        \
  F(mysql_stmt_execute_start)       \
  F(mysql_stmt_execute_cont)        \
  F(mysql_stmt_store_result_start)  \
  F(mysql_stmt_store_result_cont)   \
  F(mysql_stmt_fetch_start)         \
  F(mysql_stmt_fetch_cont)          \
  F(mysql_stmt_next_result_start)   \
  F(mysql_stmt_next_result_cont)    \
  F(mysql_stmt_free_result_start)   \
  F(mysql_stmt_free_result_cont)    \
  F(mysql_stmt_reset_start)         \
  F(mysql_stmt_reset_cont)          \
  F(mysql_stmt_close_start)         \
  F(mysql_list_processes)           \
  F(mysql_list_fields_start)        \
  F(mysql_list_fields_cont)         \
  F(mysql_stat_start)               \
  F(mysql_stat_cont)                \
  F(mysql_refresh_start)            \
  F(mysql_refresh_cont)             \
  F(mysql_shutdown_start)           \
  F(mysql_shutdown_cont)            \
  F(mysql_dump_debug_info_start)    \
  F(mysql_dump_debug_info_cont)     \
  F(mysql_set_server_option_start)  \
  F(mysql_set_server_option_cont)
#define DBSPAN_MYSQL_ONLY_FUNCTIONS(F)
#else
#define DBSPAN_MARIADB_FUNCTIONS(F)
// Non-blocking functions of MySQL (8.0.16), each called repeatedly until it has finished.
#define DBSPAN_MYSQL_ONLY_FUNCTIONS(F) \
  F(mysql_real_connect_nonblocking)    \
  F(mysql_send_query_nonblocking)      \
  F(mysql_real_query_nonblocking)      \
  F(mysql_store_result_nonblocking)    \
  F(mysql_next_result_nonblocking)     \
  F(mysql_fetch_row_nonblocking)       \
  F(mysql_free_result_nonblocking)     \
  F(mysql_select_db_nonblocking)       \
  F(mysql_reset_connection_nonblocking)
#endif

DBSPAN_MYSQL_FUNCTIONS(DBSPAN_EXPORT)
DBSPAN_MARIADB_FUNCTIONS(DBSPAN_EXPORT)
DBSPAN_MYSQL_ONLY_FUNCTIONS(DBSPAN_EXPORT)

// Functions of the client library that dbspan calls but does not wrap.
#define DBSPAN_MYSQL_ACCESSORS(F) \
  F(mysql_character_set_name)     \
  F(mysql_errno)                  \
  F(mysql_error)                  \
  F(mysql_num_rows)               \
  F(mysql_sqlstate)               \
  F(mysql_stmt_affected_rows)     \
  F(mysql_stmt_attr_get)          \
  F(mysql_stmt_errno)             \
  F(mysql_stmt_error)             \
  F(mysql_stmt_field_count)       \
  F(mysql_stmt_num_rows)          \
  F(mysql_stmt_param_count)       \
  F(mysql_stmt_sqlstate)          \
  F(mysql_get_client_version)

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Describes the client library for the templates in core/interpose/client_behind.h.
struct MySqlClient {
  struct Functions {
    DBSPAN_MYSQL_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_MARIADB_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_MYSQL_ONLY_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_MYSQL_ACCESSORS(DBSPAN_MEMBER)
    void* mariadb_connection;  ///< A function that only MariaDB's client has; identifies it.
  };
  static constexpr auto kId = kCApi;
  static interpose::Routes& routes() noexcept { return routes_; }
  static bool IsOff() noexcept { return !Enabled<MySql>() && !OpenCommands::Any(); }

 private:
  static interpose::Routes routes_;
};

/// Returns the client's functions to forward a call to that only reads results, if there is nothing
/// to follow; null if this is not clear at once.
[[gnu::always_inline]] inline const MySqlClient::Functions* NothingToRead(
    const void* caller) noexcept {
  if (OpenCommands::Any()) return nullptr;
  for (const interpose::Route* route = MySqlClient::routes().Any(); route != nullptr;
       route = route->next) {
    if (route->Covers(caller) && route->stays) {
      return &interpose::Behind<MySqlClient>::FunctionsOf(*route);
    }
  }
  return nullptr;
}

namespace real {

#define DBSPAN_REAL(name) DBSPAN_REAL_FUNCTION(MySqlClient, name, kInside)
#define DBSPAN_ASK(name) DBSPAN_REAL_FUNCTION(MySqlClient, name, kAsking)
DBSPAN_MYSQL_FUNCTIONS(DBSPAN_REAL)
DBSPAN_MARIADB_FUNCTIONS(DBSPAN_REAL)
DBSPAN_MYSQL_ONLY_FUNCTIONS(DBSPAN_REAL)
DBSPAN_MYSQL_ACCESSORS(DBSPAN_ASK)
#undef DBSPAN_REAL
#undef DBSPAN_ASK

}  // namespace real
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

/// Like DBSPAN_FUNCTION, for a function that only reads results. While no command of the process is
/// open, calls are forwarded by a jump.
#define DBSPAN_MYSQL_READING(Result, name, parameters, arguments)                 \
  static Result name##ForApplication(DBSPAN_LIST parameters, const void* caller); \
  Result name parameters {                                                        \
    DBSPAN_PASS(dbspan::mysql::MySqlClient, name, DBSPAN_LIST arguments);         \
    if (const auto* const client = dbspan::mysql::NothingToRead(caller)) {        \
      return client->name(DBSPAN_LIST arguments);                                 \
    }                                                                             \
    return name##ForApplication(DBSPAN_LIST arguments, caller);                   \
  }                                                                               \
  DBSPAN_BODY(Result, name, parameters, arguments,                                \
              DBSPAN_ENTER_IF_ON(dbspan::mysql::MySqlClient, name, DBSPAN_LIST arguments))
