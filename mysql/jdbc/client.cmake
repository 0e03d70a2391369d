dbspan_add_client(NAME mysql TITLE "Connector/C++" PACKAGE libmysqlcppconn-dev FIND MySQLConnectorCpp
  LIBRARY MySQLConnectorCpp::jdbc SERVER mysql
  SOURCES ../connector_spans.cc ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
    driver_instance.cc exception_outcome.cc execution.cc traced_connection.cc traced_driver.cc traced_parameters.cc
    traced_resultset.cc traced_statement.cc
  # These files belong to both MySQL clients. If both are linked, the linker must be able to skip one copy, so they must not share a
  # translation unit with other files.
  APART ../connector_spans.cc ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
  HEADERS cppconn/driver.h mysql_connection.h mysql_driver.h mysql/instrumentation.h mysql/jdbc.h
  INCLUDE dbspan/mysql_driver.h SWAP "SHELL:-include dbspan/mysql_driver.h"
  # A connector that uses the C API keeps its own objects; their calls are recorded there, below them.
  BELOW mysqlclient)
