#pragma once

#include <dbspan/hiredis.h>
#include <dbspan/mysql_driver.h>
#include <dbspan/pqxx>

namespace shop {
namespace pqxx = dbspan::pqxx;
}
