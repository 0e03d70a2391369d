#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A problem that dbspan detected in a group of operations (docs/insight.md). Contains no
/// unredacted data.
struct ReportedFinding {
  std::string kind;       ///< Stable id: `repeated-statement`.
  std::string parent;     ///< Name of the enclosing span or budget; may be empty.
  std::string system;     ///< `db.system.name`; empty if it is about several.
  std::string statement;  ///< `SELECT stock`, `GET cart:*`; empty if it is about several.
  std::uint64_t count = 0;
  std::chrono::nanoseconds time{0};  ///< Time during which at least one of the operations ran.
  std::string sentence;              ///< Describes the problem, in one sentence.
  std::string advice;                ///< Recommended change.
  std::string where;                 ///< Call site in the application's code; empty if not known.
};

/// Destination of the findings of this process.
enum class FindingSignal : std::uint8_t {
  kOff,
  kLogs,    ///< Log records `dbspan.finding`.
  kEvents,  ///< Events `dbspan.finding` on the parent's span; log records if there is no such span.
};

/// Sets the destination of findings at run time, like `DBSPAN_FINDINGS`. Safe from any thread.
void report_findings(FindingSignal signal);

/// Calls `hook` for every finding, regardless of `DBSPAN_FINDINGS`. The call is made on the thread
/// that detected it, with instrumentation suppressed. An empty function removes the hook.
/// Exceptions that the hook throws are discarded. Safe from any thread.
void on_finding(std::function<void(const ReportedFinding&)> hook);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
