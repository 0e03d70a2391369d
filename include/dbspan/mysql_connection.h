/// Instead of <mysql_connection.h>: the same, with the driver redirected as by
/// <dbspan/mysql_driver.h>.
#pragma once

#include "dbspan/mysql_driver.h"

#include <mysql_connection.h>
