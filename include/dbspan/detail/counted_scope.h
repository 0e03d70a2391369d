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

/// A part of the application below which database operations are counted, from `Open` to `Close`,
/// both of one thread. Operations belong to the innermost one that was open when they started.
class CountedScope {
 public:
  CountedScope() noexcept = default;
  CountedScope(const CountedScope&) = delete;
  CountedScope& operator=(const CountedScope&) = delete;
  ~CountedScope() = default;

  explicit operator bool() const noexcept { return parent_ != nullptr; }
  /// Zero: any number, any time.
  void Open(std::string_view name, std::size_t operations = 0,
            std::chrono::nanoseconds time = std::chrono::nanoseconds{0}) noexcept;
  const std::shared_ptr<OpenParent>& parent() const noexcept { return parent_; }
  /// Out of the way; the operations are still counted until `parent()` is let go.
  void Leave() noexcept;

 private:
  std::shared_ptr<OpenParent> parent_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
