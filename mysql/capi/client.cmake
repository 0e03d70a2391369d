dbspan_add_client(NAME mysqlclient TITLE "C API of MariaDB or MySQL" PACKAGE libmariadb-dev FIND MySQLClient
  LIBRARY MySQLClient::client SYSTEM mysqlsystem SERVER mysql
  SOURCES ../connector_spans.cc command.cc connect.cc describe.cc execute.cc execute_direct.cc mariadb_nonblocking.cc
    mariadb_nonblocking_prepared.cc mariadb_nonblocking_query.cc
    mysql_nonblocking.cc named.cc outcome.cc parameters.cc prepared.cc prepared_execute.cc real.cc result.cc server_commands.cc session_settings.cc state.cc
  # In both clients: if both are linked, the linker must be able to skip one copy, so it must not share a translation unit with others.
  APART ../connector_spans.cc
  HEADERS mysql/instrumentation.h
  SYMBOLS mysqlclient CHECKED mysql_real_query FUNCTIONS exports.txt LEVELS_FROM MySQLClient_LEVELS)
