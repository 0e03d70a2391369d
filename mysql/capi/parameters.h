#pragma once

#include <mysql.h>

#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the values that a statement is about to be executed with, by position. NULL, binary
/// values and values that are sent in pieces are omitted.
std::vector<Parameter> ValuesOf(const std::vector<MYSQL_BIND>& bound);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
