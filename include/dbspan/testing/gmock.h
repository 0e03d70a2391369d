#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>

#include "dbspan/testing/recording.h"
#include "dbspan/version.h"

/// GoogleMock matchers for a `Recording`. A failed expectation prints the operations as a tree.
///
/// A count is a number or a matcher: `Runs("SELECT users", 1)`, `Runs("SELECT users", Lt(3))`. So
/// is a statement: `Runs(StartsWith("SELECT"), 2)`. While a recording exists, a `QueryBudget` that
/// is exceeded fails the test.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {

/// A number, or a matcher of numbers.
using Count = ::testing::Matcher<std::int64_t>;
/// A text, or a matcher of texts.
using Text = ::testing::Matcher<const std::string&>;

namespace detail {

/// Matches the number that `count_of` computes from a recording.
template <class CountOf>
class CountMatcher {
 public:
  CountMatcher(std::string verb, CountOf count_of, Count count)
      : verb_(std::move(verb)), count_of_(std::move(count_of)), count_(std::move(count)) {}

  bool MatchAndExplain(const Recording& recording, ::testing::MatchResultListener* listener) const {
    const std::int64_t count = count_of_(recording);
    *listener << "which " << verb_ << ' ' << count;
    return count_.Matches(count);
  }
  void DescribeTo(std::ostream* out) const {
    *out << verb_ << " a number that ";
    count_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << verb_ << " a number that ";
    count_.DescribeNegationTo(out);
  }

 private:
  std::string verb_;
  CountOf count_of_;
  Count count_;
};

template <class CountOf>
::testing::PolymorphicMatcher<CountMatcher<CountOf>> MatchCount(std::string verb, CountOf count_of,
                                                                Count count) {
  return ::testing::MakePolymorphicMatcher(
      CountMatcher<CountOf>{std::move(verb), std::move(count_of), std::move(count)});
}

inline std::string Described(const Text& text) {
  std::ostringstream out;
  text.DescribeTo(&out);
  return out.str();
}

/// Sums `of(operation)` over all operations of a recording.
template <class Of>
auto Sum(Of of) {
  return [of](const Recording& recording) {
    std::int64_t sum = 0;
    for (const RecordedOperation& operation : recording.operations()) sum += of(operation);
    return sum;
  };
}

inline std::int64_t AtLeastZero(std::int64_t count) { return count < 0 ? 0 : count; }

}  // namespace detail

/// Matches if at most this many operations ran.
inline auto RunsAtMost(std::int64_t operations) {
  return detail::MatchCount(
      "ran operations:",
      [](const Recording& recording) { return static_cast<std::int64_t>(recording.count()); },
      ::testing::Le(operations));
}

/// Matches if this statement ran `times` times. Statements are named as in the tree: `SELECT
/// users`, `GET cart:*`.
inline auto Runs(Text statement, Count times) {
  std::string verb = "ran operations whose statement " + detail::Described(statement) + ":";
  return detail::MatchCount(
      std::move(verb),
      detail::Sum([statement = std::move(statement)](const RecordedOperation& operation) {
        return std::int64_t{statement.Matches(operation.statement) ? 1 : 0};
      }),
      std::move(times));
}

/// Matches if the statements of this text returned this many rows.
inline auto Returned(Text statement, Count rows) {
  std::string verb =
      "returned rows of operations whose statement " + detail::Described(statement) + ":";
  return detail::MatchCount(
      std::move(verb),
      detail::Sum([statement = std::move(statement)](const RecordedOperation& operation) {
        return statement.Matches(operation.statement) ? detail::AtLeastZero(operation.rows)
                                                      : std::int64_t{0};
      }),
      std::move(rows));
}
/// Matches if all statements together returned this many rows.
inline auto Returned(Count rows) {
  return detail::MatchCount("returned rows:", detail::Sum([](const RecordedOperation& operation) {
                              return detail::AtLeastZero(operation.rows);
                            }),
                            std::move(rows));
}

/// Matches if lookups of keys with this pattern missed `times` times (default: at least once):
/// `Misses("cart:*")`.
inline auto Misses(Text key, Count times = ::testing::Gt(0)) {
  std::string verb = "missed keys whose pattern " + detail::Described(key) + ":";
  return detail::MatchCount(
      std::move(verb), detail::Sum([key = std::move(key)](const RecordedOperation& operation) {
        return key.Matches(operation.key) ? detail::AtLeastZero(operation.misses) : std::int64_t{0};
      }),
      std::move(times));
}

/// Matches if the commands whose first key has this pattern found `times` keys (default: at least
/// one).
inline auto Hits(Text key, Count times = ::testing::Gt(0)) {
  std::string verb = "found keys whose pattern " + detail::Described(key) + ":";
  return detail::MatchCount(
      std::move(verb), detail::Sum([key = std::move(key)](const RecordedOperation& operation) {
        return key.Matches(operation.key) ? detail::AtLeastZero(operation.hits) : std::int64_t{0};
      }),
      std::move(times));
}

/// Matches if no operation failed.
inline auto HasNoErrors() {
  return detail::MatchCount("had failures:", detail::Sum([](const RecordedOperation& operation) {
                              return std::int64_t{operation.failed ? 1 : 0};
                            }),
                            ::testing::Eq(0));
}

/// Matches if no statement was repeated in a loop (N+1).
inline auto HasNoRepeatedStatement() {
  return detail::MatchCount(
      "had repeated statements:",
      [](const Recording& recording) {
        std::int64_t repeated = 0;
        for (const ReportedFinding& finding : recording.findings()) {
          if (finding.kind == "repeated-statement") ++repeated;
        }
        return repeated;
      },
      ::testing::Eq(0));
}

/// Matches if there are no findings (docs/insight.md). `thresholds` replaces some of the
/// thresholds: `HasNoFindings("chatty=100")`.
inline auto HasNoFindings(std::string thresholds = "") {
  return detail::MatchCount(
      "had findings:",
      [thresholds = std::move(thresholds)](const Recording& recording) {
        return static_cast<std::int64_t>(recording.findings(thresholds).size());
      },
      ::testing::Eq(0));
}

namespace detail {

inline void FailOverBudget(const ReportedFinding& finding) {
  ADD_FAILURE() << finding.kind << ": " << finding.sentence;
}

inline const bool kBudgetsFail = (Recording::set_over_budget(&FailOverBudget), true);

}  // namespace detail
}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
