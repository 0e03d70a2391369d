#pragma once

#include <mysql.h>

#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The values that a statement is about to be executed with, by position. NULL has none, and those
/// whose text would say little are left out: binary ones, and those that are sent in pieces.
std::vector<Parameter> ValuesOf(const std::vector<MYSQL_BIND>& bound);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
