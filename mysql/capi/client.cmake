dbspan_add_client(NAME mysqlclient TITLE "C API of MariaDB or MySQL" PACKAGE libmariadb-dev FIND MySQLClient
  LIBRARY MySQLClient::client SERVER mysql
  SOURCES ../connector_spans.cc ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
    command.cc connect.cc connection_state.cc execute_direct.cc mariadb_nonblocking.cc mysql_nonblocking.cc named.cc parameters.cc
    prepared.cc query.cc real.cc result.cc server_commands.cc session_settings.cc
  # In both clients. Where both are linked, the linker takes the objects of one; in a translation unit with others it would find them
  # twice.
  APART ../connector_spans.cc ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
  HEADERS mysql/instrumentation.h
  SYMBOLS mysqlclient CHECKED mysql_real_query FUNCTIONS exports.txt LEVELS_FROM MySQLClient_LEVELS)
