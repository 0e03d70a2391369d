#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a statement with a result of so many columns is one that changes rows.
bool ChangesRows(std::string_view text, std::int64_t columns) noexcept;

/// Returns the outcome of a result: rows that came back if it has columns, rows affected if the
/// statement is one that changes rows. Only then `affected()` is called, which returns 0 also where
/// the server reports nothing.
template <class Affected>
Outcome OutcomeOfResult(std::string_view text, std::int64_t columns, std::int64_t rows,
                        const Affected& affected) {
  Outcome outcome;
  if (columns > 0) outcome.returned_rows = rows;
  if (ChangesRows(text, columns)) outcome.affected_rows = static_cast<std::int64_t>(affected());
  return outcome;
}

/// Returns the outcome of an error that the server reported.
Outcome OutcomeOfSqlstate(std::string_view sqlstate, std::string_view exception,
                          std::string_view message);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
