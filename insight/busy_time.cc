#include "insight/busy_time.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
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
  if (!condensed_.empty() && from < condensed_.back().time.second) {
    FillGaps({from, to});
    from = std::min(to, condensed_.back().time.second);
  }
  if (from < to) pending_.emplace_back(from, to);
  if (pending_.size() >= kPending) Merge();
}

std::int64_t BusyTimeSum::Total() const {
  std::vector<Interval> all = merged_;
  all.insert(all.end(), pending_.begin(), pending_.end());
  std::int64_t total = BusyTime(std::move(all));
  for (const Stretch& stretch : condensed_) {
    total += stretch.time.second - stretch.time.first - std::llround(stretch.gaps);
  }
  return total;
}

void BusyTimeSum::Merge() {
  merged_.insert(merged_.end(), pending_.begin(), pending_.end());
  pending_.clear();
  Join(merged_);
  if (merged_.size() > kIntervals) Condense();
}

// Replaces the older half of the intervals by the sum of their gaps.
void BusyTimeSum::Condense() {
  const auto end = merged_.begin() + static_cast<std::ptrdiff_t>(merged_.size() / 2);
  Stretch stretch;
  // Without a pause between the stretches, every moment belongs to one.
  stretch.time.first = condensed_.empty() ? merged_.front().first : condensed_.back().time.second;
  stretch.time.second = std::prev(end)->second;
  std::int64_t gaps = stretch.time.second - stretch.time.first;
  for (auto one = merged_.begin(); one != end; ++one) gaps -= one->second - one->first;
  stretch.gaps = static_cast<double>(gaps);
  condensed_.push_back(stretch);
  merged_.erase(merged_.begin(), end);
}

// Reduces the gaps of the stretches that an interval overlaps, and extends the first of them to an
// earlier start.
void BusyTimeSum::FillGaps(const Interval& added) {
  for (Stretch& stretch : condensed_) {
    const std::int64_t from = std::max(added.first, stretch.time.first);
    const std::int64_t to = std::min(added.second, stretch.time.second);
    if (from >= to) continue;
    const auto length = static_cast<double>(stretch.time.second - stretch.time.first);
    stretch.gaps -= stretch.gaps * static_cast<double>(to - from) / length;
  }
  Stretch& earliest = condensed_.front();
  if (added.first >= earliest.time.first) return;
  const std::int64_t end = std::min(added.second, earliest.time.first);
  earliest.gaps += static_cast<double>(earliest.time.first - end);
  earliest.time.first = added.first;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
