#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Something that is wrong with a group of operations (docs/insight.md). Nothing in it is
/// unredacted.
struct ReportedFinding {
  std::string kind;       ///< Stable id: `repeated-statement`.
  std::string parent;     ///< Name of the span or budget below which it was found; may be empty.
  std::string system;     ///< `db.system.name`; empty if it is about several.
  std::string statement;  ///< `SELECT stock`, `GET cart:*`; empty if it is about several.
  std::uint64_t count = 0;
  std::chrono::nanoseconds time{0};  ///< In which at least one of the operations ran.
  std::string sentence;              ///< What was found.
  std::string advice;                ///< What to do about it.
  std::string where;                 ///< Where it was called, if that is known.
};

/// Where the findings of this process go.
enum class FindingSignal : std::uint8_t {
  kOff,
  kLogs,    ///< Log records `dbspan.finding`.
  kEvents,  ///< Events `dbspan.finding` of the parent's span; log records where there is none.
};

/// The same as `DBSPAN_FINDINGS`, at run time. Safe from any thread.
void report_findings(FindingSignal signal);

/// Calls `hook` for every finding, on the thread that found it, with instrumentation suppressed,
/// whatever `DBSPAN_FINDINGS` says. An empty one takes it away. What it throws is dropped. Safe
/// from any thread.
void on_finding(std::function<void(const ReportedFinding&)> hook);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
