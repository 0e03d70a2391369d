// The functions to which <dbspan/mysql_driver.h> redirects calls of the connector's functions.
#include "mysql/jdbc/connect.h"

using dbspan::mysql::TracedDriver;

sql::mysql::MySQL_Driver* DbspanMySqlDriver() __asm__("dbspan_mysql_get_driver_instance");
sql::mysql::MySQL_Driver* DbspanMySqlDriver() { return &TracedDriver::Instance(); }

sql::Driver* DbspanDriver() __asm__("dbspan_get_driver_instance");
sql::Driver* DbspanDriver() { return &TracedDriver::Instance(); }

sql::mysql::MySQL_Driver* DbspanMySqlDriverByName(const char* library) __asm__(
    "dbspan_mysql_get_driver_instance_by_name");
sql::mysql::MySQL_Driver* DbspanMySqlDriverByName(const char* library) {
  return &TracedDriver::Instance(library);
}

sql::Driver* DbspanDriverByName(const char* library) __asm__("dbspan_get_driver_instance_by_name");
sql::Driver* DbspanDriverByName(const char* library) { return &TracedDriver::Instance(library); }
