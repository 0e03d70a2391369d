#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/finding.h"
#include "dbspan/version.h"

/// For the application's own tests: records the operations that its code runs on databases and
/// caches (docs/insight.md). Component `dbspan::testing`; needs no OpenTelemetry SDK and does not
/// disturb one.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {

/// One operation that has ended.
struct RecordedOperation {
  static constexpr std::int64_t kUnknown = -1;

  std::string system;                 ///< `postgresql`, `redis` …
  std::string statement;              ///< Short name: `SELECT users`, `GET cart:*`.
  std::string text;                   ///< Sanitized text; SQL only; empty with `QUERY_TEXT=off`.
  std::string key;                    ///< Pattern of the first key: `cart:*`; Redis only.
  std::string error;                  ///< `error.type` of a failed operation.
  std::string parent;                 ///< Name of the innermost enclosing dbspan span or budget.
  std::chrono::nanoseconds start{0};  ///< Since the recording began.
  std::chrono::nanoseconds duration{0};
  std::int64_t rows = kUnknown;      ///< Returned rows.
  std::int64_t affected = kUnknown;  ///< Affected rows.
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  bool failed = false;
};

/// Records every operation that ends during the lifetime of the object.
///
/// Create it at the start of a test or of a part of it, or in a fixture: `const
/// dbspan::testing::Recording recording;`. All members are safe from any thread. The first 100,000
/// operations are kept; `count` counts all.
class Recording {
 public:
  enum class Of {
    kProcess,     ///< Operations of all threads.
    kThisThread,  ///< Operations that end on the thread that made the recording.
  };

  explicit Recording(Of of = Of::kProcess);
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording();

  std::vector<RecordedOperation> operations() const;  ///< Sorted by start time.
  std::size_t count() const;
  /// Returns the findings about all operations, as if they had one parent, and about exceeded
  /// budgets. `DBSPAN_FINDING_THRESHOLDS` sets the thresholds.
  std::vector<ReportedFinding> findings() const;
  /// Does the same with other thresholds, which have the form of `DBSPAN_FINDING_THRESHOLDS`:
  /// `findings("repeated-statement=10,chatty=0")`. Those that are not named keep their values.
  /// Throws std::invalid_argument if the text is wrong.
  std::vector<ReportedFinding> findings(const std::string& thresholds) const;
  /// Returns the operations as a tree, one per line; consecutive equal operations share a line.
  std::string tree() const;
  /// Discards everything recorded so far.
  void Clear();

  /// Sets a function that is called for every budget that is exceeded while a recording exists, on
  /// the thread that exceeded it; null: none. `dbspan/testing/gmock.h` uses it to fail the test.
  using OverBudget = void (*)(const ReportedFinding& finding);
  static void set_over_budget(OverBudget called) noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

std::ostream& operator<<(std::ostream& out, const Recording& recording);

/// Returns the findings, one sentence per line; empty if there are none. For test frameworks
/// without matchers: `CHECK(dbspan::testing::findings(recording) == "")`.
std::string findings(const Recording& recording);

}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
