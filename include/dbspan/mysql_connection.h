/// Include this instead of <mysql_connection.h>. Redirects the functions that return the driver,
/// like <dbspan/mysql_driver.h>.
#pragma once

#include "dbspan/mysql_driver.h"

#include <mysql_connection.h>
