#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dbspan::view {

/// Histogram of durations in nanoseconds. Buckets have equal width within each power of two, so
/// that values read from it are off by at most 0.8 %. It takes 512 bytes for each power of two
/// between the shortest and the longest duration.
class DurationHistogram {
 public:
  struct Bucket {
    std::int64_t from;
    std::int64_t to;
    std::uint64_t count;
  };

  void Add(std::int64_t nanoseconds, std::uint64_t times = 1);
  void Add(const DurationHistogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t total() const { return total_; }
  std::int64_t min() const { return min_; }
  std::int64_t max() const { return max_; }
  std::int64_t mean() const { return count_ == 0 ? 0 : total_ / static_cast<std::int64_t>(count_); }
  /// Returns the percentile `share` (0 … 1) by nearest rank; 0 if the histogram is empty.
  std::int64_t Percentile(double share) const;
  /// Returns the buckets with a count above 0, in ascending order.
  std::vector<Bucket> Buckets() const;

 private:
  std::uint64_t& CountOf(std::size_t bucket);

  std::vector<std::uint64_t> buckets_;  ///< Counts; element 0 is bucket `first_`.
  std::size_t first_ = 0;
  std::uint64_t count_ = 0;
  std::int64_t total_ = 0;
  std::int64_t min_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace dbspan::view
