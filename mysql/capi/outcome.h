#pragma once

#include <mysql.h>

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the outcome of the error that a connection reports. `exception` is the type that a
/// higher-level library throws for it, or empty.
Outcome OutcomeOfConnection(const MYSQL& connection, std::string_view exception);
/// Returns the outcome of the error that a prepared statement reports.
Outcome OutcomeOfStatement(const MYSQL_STMT& statement, std::string_view exception);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
