#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

class OpenParent;

/// Counts the database operations of a part of the application, from `Open` to `Leave`, which must
/// run on the same thread. An operation belongs to the innermost scope that was open when it
/// started.
class CountedScope {
 public:
  CountedScope() noexcept = default;
  CountedScope(const CountedScope&) = delete;
  CountedScope& operator=(const CountedScope&) = delete;
  ~CountedScope() = default;

  explicit operator bool() const noexcept { return parent_ != nullptr; }
  /// Opens the scope with a budget; zero means no limit.
  void Open(std::string_view name, std::size_t operations = 0,
            std::chrono::nanoseconds time = std::chrono::nanoseconds{0}) noexcept;
  const std::shared_ptr<OpenParent>& parent() const noexcept { return parent_; }
  /// Closes the scope for new operations of this thread. Running operations are still counted until
  /// `parent()` is released.
  void Leave() noexcept;

 private:
  std::shared_ptr<OpenParent> parent_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
