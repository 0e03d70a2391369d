#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace dbspan::insight {

/// Begin and end, in nanoseconds.
using Interval = std::pair<std::int64_t, std::int64_t>;

/// Returns the time during which at least one of the intervals lasts; overlaps count once.
std::int64_t BusyTime(std::vector<Interval> intervals);

/// Calculates `BusyTime` of intervals that are added one by one, in any order. Memory grows with
/// the number of gaps between them.
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
