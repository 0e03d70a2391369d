# The code that all clients of MySQL and MariaDB share: sessions, statements and their outcome.
dbspan_add_system(NAME mysqlsystem
  SOURCES error_retry.cc instrumentation.cc outcome.cc session.cc
  HEADERS mysql/instrumentation.h)
