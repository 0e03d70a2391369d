# The code that all clients of MySQL and MariaDB share: the server of a connection, outcomes, and which errors may be retried.
dbspan_add_system(NAME mysqlsystem
  SOURCES describe.cc error_retry.cc instrumentation.cc outcome.cc
  HEADERS mysql/instrumentation.h)
