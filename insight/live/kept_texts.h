#pragma once

#include <cstddef>
#include <forward_list>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/statement.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Owns texts that sums refer to after their operation has ended. Not thread-safe.
class KeptTexts {
 public:
  /// Makes `views` refer to texts that live as long as this object. Parts of the statement's texts
  /// stay where they are, because the statement is kept. Throws std::bad_alloc.
  template <class... Views>
  void Keep(const StatementPtr& statement, Views&... views) {
    constexpr std::size_t kUsual = 8;
    if (statements_.empty()) statements_.reserve(kUsual);
    if (statement != nullptr) statements_.push_back(statement);
    ((IsPartOf(statement, views) ? void() : void(views = texts_.emplace_front(views))), ...);
  }

 private:
  static bool IsPartOf(const StatementPtr& statement, std::string_view view) noexcept {
    return statement != nullptr &&
           (IsPartOf(statement->summary, view) || IsPartOf(statement->text, view));
  }
  static bool IsPartOf(const std::string& text, std::string_view view) noexcept {
    const std::less_equal<> before;
    return before(text.data(), view.data()) &&
           before(view.data() + view.size(), text.data() + text.size());
  }

  std::vector<StatementPtr> statements_;
  std::forward_list<std::string> texts_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
