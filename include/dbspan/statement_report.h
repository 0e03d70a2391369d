#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Cost of one statement since the previous report.
struct StatementTime {
  std::string statement;  ///< Sanitized text; for Redis, or if texts are off, the operation name.
  std::uint64_t count = 0;
  std::uint64_t errors = 0;
  std::chrono::nanoseconds total{0};
  std::chrono::nanoseconds longest{0};
};

/// The statements that took most time, most expensive first.
struct StatementReport {
  std::string scope;  ///< Instrumentation scope, for example "dbspan.pg".
  std::chrono::nanoseconds interval{0};
  std::vector<StatementTime> statements;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
