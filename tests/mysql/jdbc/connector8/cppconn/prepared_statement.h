// The class of Connector/C++ 8.3 is that of 1.1, derived from the Statement of 8.3.
#pragma once

#include <cppconn/statement.h>

#include_next <cppconn/prepared_statement.h>
