/// Include this instead of <mysql/jdbc.h> of Connector/C++ 8 and 9. Redirects the functions that
/// return the driver, like <dbspan/mysql_driver.h>. Connector/C++ 1.1 has no <mysql/jdbc.h>; with
/// it, this includes the headers of the connector one by one.
#pragma once

#include "dbspan/mysql_driver.h"

#if __has_include(<mysql/jdbc.h>)
#include <mysql/jdbc.h>
#else
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_error.h>
#endif
