#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Bounds the number of metric series. Safe from any thread, without a lock.
///
/// Stores hashes of attribute sets; two sets with the same hash count as one. Threads that add at
/// the same time may all be admitted, so the limit can be exceeded by the number of such threads.
class SeriesLimit {
 public:
  explicit SeriesLimit(std::size_t limit);

  /// Tells whether the series with this hash is below the limit: it was admitted before, or the
  /// limit is not reached yet.
  bool Admits(std::size_t hash) noexcept;

 private:
  std::size_t limit_;
  std::size_t mask_;
  std::unique_ptr<std::atomic<std::size_t>[]> slots_;  // 0: free
  std::atomic<std::size_t> used_{0};
};

/// Mixes `value` into `hash`.
inline std::size_t MixHash(std::size_t hash, std::size_t value) noexcept {
  constexpr std::size_t kOdd = 0x9E3779B97F4A7C15U;
  return (hash ^ (value + kOdd + (hash << 6U) + (hash >> 2U))) * kOdd;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
