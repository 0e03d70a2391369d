#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "dbspan/detail/counted_scope.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a part of the application may ask of databases and caches:
/// `const dbspan::QueryBudget budget{"checkout", 10, 50ms};`
///
/// Counts the operations that this thread starts while it lives, those below spans and budgets
/// inside it included. If they are more, or take more time together, that is a finding
/// (`over-budget`; docs/insight.md) at its end; with a `dbspan::testing::Recording` a failure. A
/// stack object. Changes nothing that the application sees, and throws nothing.
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
