#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Limits how many spans of one name are admitted per second. Safe from any thread, without a lock.
///
/// Memory is bounded: after the first `kMostNames` names, all further names share one allowance.
class RateLimit {
 public:
  static constexpr std::size_t kMostNames = 2000;

  /// `per_second` is also the burst size, which is at least 1.
  explicit RateLimit(double per_second) noexcept;

  /// Returns whether another span of this name is admitted. `now` is in steady nanoseconds.
  bool Admit(std::string_view name, std::int64_t now) noexcept;

 private:
  // "Generic cell rate algorithm", ITU-T I.371. The allowance is used up until `used_until`.
  struct Name {
    std::atomic<std::uint64_t> hash{0};  // 0: free
    std::atomic<std::int64_t> used_until{0};
  };
  static constexpr std::size_t kSlots = 4096;

  std::atomic<std::int64_t>& UsedUntil(std::string_view name) noexcept;

  const std::int64_t period_;
  const std::int64_t burst_;
  std::atomic<std::size_t> names_{0};
  Name others_;
  std::array<Name, kSlots> slots_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
