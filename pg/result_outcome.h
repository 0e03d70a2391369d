#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Returns whether a statement, whose result has `columns` columns, is one that changes rows.
bool ChangesRows(std::string_view text, std::int64_t columns) noexcept;

/// Returns the outcome of a result: the returned rows if it has columns, the affected rows if the
/// statement is one that changes rows. `affected()` is only called in the second case, because it
/// also returns 0 if the server reports no number.
template <class Affected>
Outcome OutcomeOfResult(std::string_view text, std::int64_t columns, std::int64_t rows,
                        const Affected& affected) {
  Outcome outcome;
  if (columns > 0) outcome.returned_rows = rows;
  if (ChangesRows(text, columns)) outcome.affected_rows = static_cast<std::int64_t>(affected());
  return outcome;
}

/// Returns the outcome of an error with this SQLSTATE.
Outcome OutcomeOfSqlstate(std::string_view sqlstate, std::string_view exception,
                          std::string_view message);

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
