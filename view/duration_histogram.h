#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dbspan::view {

/// Durations in nanoseconds, in buckets of equal width within each power of two: a value read from
/// it is at most 0.8 % off. Memory grows with the spread: 512 bytes for each power of two.
class DurationHistogram {
 public:
  struct Bucket {
    std::int64_t from;
    std::int64_t to;
    std::uint64_t count;
  };

  void Add(std::int64_t nanoseconds, std::uint64_t times = 1);

  std::uint64_t count() const { return count_; }
  std::int64_t total() const { return total_; }
  std::int64_t min() const { return min_; }
  std::int64_t max() const { return max_; }
  std::int64_t mean() const { return count_ == 0 ? 0 : total_ / static_cast<std::int64_t>(count_); }
  /// The duration that `share` (0 … 1) of all are not above; 0 if there are none. Nearest rank.
  std::int64_t Percentile(double share) const;
  /// Buckets that hold something, ascending.
  std::vector<Bucket> Buckets() const;

 private:
  std::vector<std::uint64_t> buckets_;  ///< From number `first_` on.
  std::size_t first_ = 0;
  std::uint64_t count_ = 0;
  std::int64_t total_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace dbspan::view
