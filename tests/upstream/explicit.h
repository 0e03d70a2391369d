// Force-included into libpqxx's own tests: from here on, `pqxx` is dbspan's.
#pragma once

#include <dbspan/pqxx>

#define pqxx dbspan::pqxx
