/// Traced MySQL Connector/C++ (JDBC-style API): include this instead of <mysql_driver.h> and change
/// nothing else. The compiler redirects the functions that hand out the driver; no macro touches
/// your identifiers. Include it before anything in the same file has called one of them.
#pragma once

namespace sql {
class Driver;
namespace mysql {
class MySQL_Driver;
MySQL_Driver* get_driver_instance() __asm__("dbspan_mysql_get_driver_instance");
}  // namespace mysql
}  // namespace sql

extern "C" sql::Driver* get_driver_instance() __asm__("dbspan_get_driver_instance");

#include <mysql_driver.h>

#include "dbspan/mysql/instrumentation.h"
