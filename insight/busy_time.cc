#include "insight/busy_time.h"

#include <algorithm>
#include <cstddef>

namespace dbspan::insight {
namespace {

constexpr std::size_t kPending = 65536;

// Sorts the intervals and merges those that overlap or touch.
void Join(std::vector<Interval>& intervals) {
  std::sort(intervals.begin(), intervals.end());
  std::size_t used = 0;
  for (const Interval& interval : intervals) {
    if (used > 0 && interval.first <= intervals[used - 1].second) {
      intervals[used - 1].second = std::max(intervals[used - 1].second, interval.second);
    } else {
      intervals[used++] = interval;
    }
  }
  intervals.resize(used);
}

std::int64_t Sum(const std::vector<Interval>& joined) {
  std::int64_t sum = 0;
  for (const Interval& interval : joined) sum += interval.second - interval.first;
  return sum;
}

}  // namespace

std::int64_t BusyTime(std::vector<Interval> intervals) {
  Join(intervals);
  return Sum(intervals);
}

void BusyTimeSum::Add(std::int64_t from, std::int64_t to) {
  if (to <= from) return;
  pending_.emplace_back(from, to);
  if (pending_.size() >= kPending + merged_.size() / 4) Merge();
}

std::int64_t BusyTimeSum::Total() const {
  std::vector<Interval> all = merged_;
  all.insert(all.end(), pending_.begin(), pending_.end());
  return BusyTime(std::move(all));
}

void BusyTimeSum::Merge() {
  merged_.insert(merged_.end(), pending_.begin(), pending_.end());
  pending_.clear();
  Join(merged_);
}

}  // namespace dbspan::insight
