#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What one statement cost since the report before.
struct StatementTime {
  std::string statement;  ///< Sanitized text; for Redis, and without texts, the operation's name.
  std::uint64_t count = 0;
  std::uint64_t errors = 0;
  std::chrono::nanoseconds total{0};
  std::chrono::nanoseconds longest{0};
};

/// The statements that took most time, the most expensive first.
struct StatementReport {
  std::string scope;  ///< Whose they are: "dbspan.pg", for example.
  std::chrono::nanoseconds interval{0};
  std::vector<StatementTime> statements;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
