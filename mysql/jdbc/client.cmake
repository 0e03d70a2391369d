dbspan_add_client(NAME mysql TITLE "Connector/C++" PACKAGE libmysqlcppconn-dev FIND MySQLConnectorCpp
  LIBRARY MySQLConnectorCpp::jdbc SYSTEM mysqlsystem SERVER mysql BENCHED mysql/SELECT "MariaDB SELECT"
  BENCHED_LONG "mysql/stream of 100000 rows" "MariaDB, stream of 100,000 rows"
  SOURCES ../connector_spans.cc connect.cc driver_instance.cc execute.cc outcome.cc state.cc traced_connection.cc
    traced_parameters.cc traced_resultset.cc traced_statement.cc
  # In both clients: if both are linked, the linker must be able to skip one copy, so it must not share a translation unit with others.
  APART ../connector_spans.cc
  HEADERS cppconn/driver.h mysql_connection.h mysql_driver.h mysql/jdbc.h
  INCLUDE dbspan/mysql_driver.h SWAP "SHELL:-include dbspan/mysql_driver.h"
  # A connector that uses the C API keeps its own objects; their calls are recorded there, below them.
  BELOW mysqlclient)
