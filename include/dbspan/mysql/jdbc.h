/// Instead of <mysql/jdbc.h>, which Connector/C++ 8 and 9 document: the same, with the driver redirected
/// as by <dbspan/mysql_driver.h>. With 1.1, which has no such header, what it would include.
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
