dbspan_add_client(NAME mysql TITLE "Connector/C++" PACKAGE libmysqlcppconn-dev FIND MySQLConnectorCpp
  LIBRARY MySQLConnectorCpp::jdbc SERVER mysql
  SOURCES ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
    driver_instance.cc exception_outcome.cc execution.cc traced_connection.cc traced_driver.cc traced_parameters.cc
    traced_resultset.cc traced_statement.cc
  # In both clients. Where both are linked, the linker takes the objects of one; in a translation unit with others it would find them
  # twice.
  APART ../error_retry.cc ../instrumentation.cc ../outcome.cc ../session.cc
  HEADERS cppconn/driver.h mysql_connection.h mysql_driver.h mysql/instrumentation.h mysql/jdbc.h
  INCLUDE dbspan/mysql_driver.h SWAP "SHELL:-include dbspan/mysql_driver.h"
  # The connector's objects stay its own: what they do is seen in the C API below them.
  BELOW mysqlclient)
