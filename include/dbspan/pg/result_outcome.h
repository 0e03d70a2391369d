#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/outcome.h"

namespace dbspan::pg {

/// What a Postgres result says about rows.
struct ResultFacts {
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  std::int64_t affected = 0;  ///< 0 also where the server reports nothing.
};

/// Returns the outcome of a result: rows that came back if it has columns, rows affected if the
/// statement is one that changes rows.
Outcome OutcomeOfResult(std::string_view text, const ResultFacts& facts);

/// Returns the outcome of an error that the server reported.
Outcome OutcomeOfSqlstate(std::string_view sqlstate, std::string_view exception,
                          std::string_view message);

}  // namespace dbspan::pg
