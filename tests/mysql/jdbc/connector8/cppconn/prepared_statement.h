// As in Connector/C++ 8.3: the same as in 1.1, on another statement.
#pragma once

#include <cppconn/statement.h>

#include_next <cppconn/prepared_statement.h>
