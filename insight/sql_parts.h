#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a statement does with its values.
struct SqlParts {
  bool value = false;
  bool from = false;
  bool call = false;
  bool lock = false;         ///< Calls a function that locks or unlocks.
  bool notify = false;       ///< Calls a function that notifies.
  bool skip_locked = false;  ///< Takes rows that nobody else has: `FOR UPDATE SKIP LOCKED`.
  bool order = false;        ///< ORDER BY.
  bool limit = false;        ///< LIMIT, FETCH FIRST.
  bool offset = false;
  bool equal = false;  ///< A condition compares with one value: `= ?`.
  bool range = false;  ///< A condition has a value as its limit: `> ?`, `BETWEEN ? AND ?`.
  bool list = false;   ///< A condition or a source is a list of values: `IN (?)`, `= ANY($1)`.
};

/// Reads the parts of a sanitized statement.
SqlParts ReadSqlParts(std::string_view text);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
