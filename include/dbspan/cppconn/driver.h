/// Include this instead of <cppconn/driver.h>. Redirects the functions that return the driver, like
/// <dbspan/mysql_driver.h>.
#pragma once

#include "dbspan/mysql_driver.h"

#include <cppconn/driver.h>
