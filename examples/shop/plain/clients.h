#pragma once

#include <hiredis/hiredis.h>
#include <mysql_driver.h>
#include <pqxx/pqxx>
