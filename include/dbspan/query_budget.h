#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "dbspan/detail/counted_scope.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Limits the database operations of a part of the application: `const dbspan::QueryBudget
/// budget{"checkout", 10, 50ms};`
///
/// Counts the operations that this thread starts during the lifetime of the object, including those
/// below nested spans and budgets. If their number or total time exceeds the limit, the destructor
/// reports a finding (`over-budget`; docs/insight.md). With `dbspan/testing/gmock.h`, it also fails
/// the test while a `Recording` exists. A stack object. Does not change the behavior of the
/// application and does not throw.
class QueryBudget {
 public:
  /// Zero means no limit, both for `operations` and for `time`.
  explicit QueryBudget(std::string_view name, std::size_t operations,
                       std::chrono::nanoseconds time = std::chrono::nanoseconds{0}) noexcept;
  QueryBudget(const QueryBudget&) = delete;
  QueryBudget& operator=(const QueryBudget&) = delete;
  ~QueryBudget();

 private:
  detail::CountedScope scope_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
