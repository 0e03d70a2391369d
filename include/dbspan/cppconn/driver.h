/// Instead of <cppconn/driver.h>: the same, with the driver redirected as by
/// <dbspan/mysql_driver.h>.
#pragma once

#include "dbspan/mysql_driver.h"

#include <cppconn/driver.h>
