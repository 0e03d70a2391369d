/// Traced MySQL Connector/C++ (JDBC-style API): include this instead of <mysql_driver.h> and change
/// nothing else. The compiler redirects the functions that return the driver to dbspan; no macro
/// changes your identifiers. Include it before code in the same file calls one of these functions.
#pragma once

namespace sql {
class Driver;
namespace mysql {
class MySQL_Driver;
}  // namespace mysql
}  // namespace sql

#if __has_include(<cppconn/callback.h>)  // 8.0 and later: the others are inline and call these
namespace sql::mysql {
MySQL_Driver* _get_driver_instance_by_name(const char* clientlib) __asm__(
    "dbspan_mysql_get_driver_instance_by_name");
}  // namespace sql::mysql
extern "C" sql::Driver* _get_driver_instance_by_name(const char* clientlib) __asm__(
    "dbspan_get_driver_instance_by_name");
#else
namespace sql::mysql {
MySQL_Driver* get_driver_instance() __asm__("dbspan_mysql_get_driver_instance");
MySQL_Driver* get_driver_instance_by_name(const char* clientlib) __asm__(
    "dbspan_mysql_get_driver_instance_by_name");
}  // namespace sql::mysql
extern "C" {
sql::Driver* get_driver_instance() __asm__("dbspan_get_driver_instance");
sql::Driver* get_driver_instance_by_name(const char* clientlib) __asm__(
    "dbspan_get_driver_instance_by_name");
}
#endif

#include <mysql_driver.h>

#include "dbspan/mysql/instrumentation.h"
