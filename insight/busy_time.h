#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace dbspan::insight {

/// From and to, in nanoseconds.
using Interval = std::pair<std::int64_t, std::int64_t>;

/// Returns how long at least one of the intervals lasts: overlaps count once.
std::int64_t BusyTime(std::vector<Interval> intervals);

/// The same for intervals that arrive one by one, in any order. Memory grows with the number of
/// gaps.
class BusyTimeSum {
 public:
  void Add(std::int64_t from, std::int64_t to);
  std::int64_t Total() const;

 private:
  void Merge();

  std::vector<Interval> merged_;
  std::vector<Interval> pending_;
};

}  // namespace dbspan::insight
