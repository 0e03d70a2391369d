#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Begin and end, in nanoseconds.
using Interval = std::pair<std::int64_t, std::int64_t>;

/// Returns the time during which at least one of the intervals lasts; overlaps count once.
std::int64_t BusyTime(std::vector<Interval> intervals);

/// Calculates `BusyTime` of intervals that are added one by one, in any order.
///
/// Memory is bounded: of the oldest intervals, when there are more than `kIntervals` with gaps
/// between them, only the sum of their gaps is kept. An interval that is added so late counts as if
/// the gaps were spread evenly.
class BusyTimeSum {
 public:
  static constexpr std::size_t kIntervals = 65536;

  void Add(std::int64_t from, std::int64_t to);
  std::int64_t Total() const;

 private:
  /// A stretch of time of which only the sum of the gaps is known.
  struct Stretch {
    Interval time;
    double gaps = 0;
  };

  void Merge();
  void Condense();
  void FillGaps(const Interval& added);

  std::vector<Interval> merged_;
  std::vector<Interval> pending_;
  std::vector<Stretch> condensed_;  ///< Before all of `merged_`, by time.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
