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

/// For the application's own tests: what its code asks of databases and caches (docs/insight.md).
/// Component `dbspan::testing`; needs no OpenTelemetry SDK and disturbs none.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {

/// One operation that has ended.
struct RecordedOperation {
  static constexpr std::int64_t kUnknown = -1;

  std::string system;     ///< `postgresql`, `redis` …
  std::string statement;  ///< Short: `SELECT users`, `GET cart:*`.
  std::string text;       ///< Sanitized text of SQL.
  std::string key;        ///< Pattern of the first key: `cart:*`; Redis only.
  std::string error;      ///< `error.type` of a failed one.
  std::string parent;     ///< Name of the innermost span or budget of dbspan's around it.
  std::chrono::nanoseconds start{0};  ///< Since the recording began.
  std::chrono::nanoseconds duration{0};
  std::int64_t rows = kUnknown;      ///< Returned.
  std::int64_t affected = kUnknown;  ///< Changed.
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  bool failed = false;
};

/// Records every operation that ends while it lives.
///
/// `const dbspan::testing::Recording recording;` at the start of a test, of a part of it, or in a
/// fixture. All members are safe from any thread. The first 100,000 operations are kept; `count`
/// counts all.
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

  std::vector<RecordedOperation> operations() const;  ///< By start.
  std::size_t count() const;
  /// The findings of all operations, as if they had one parent, and the budgets that were exceeded.
  /// `DBSPAN_FINDING_THRESHOLDS` sets the thresholds.
  std::vector<ReportedFinding> findings() const;
  /// The operations as a tree, one per line; consecutive equal operations share a line.
  std::string tree() const;
  /// Discards everything recorded so far.
  void Clear();

  /// Called for every budget that is exceeded while a recording lives, in the thread that exceeded
  /// it: `dbspan/testing/gmock.h` lets the test fail there. Null: nothing.
  using OverBudget = void (*)(const ReportedFinding& finding);
  static void set_over_budget(OverBudget called) noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

std::ostream& operator<<(std::ostream& out, const Recording& recording);

/// The findings, one sentence per line; empty if there are none. For frameworks without matchers:
/// `CHECK(dbspan::testing::findings(recording) == "")`.
std::string findings(const Recording& recording);

}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
