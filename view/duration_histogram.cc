#include "view/duration_histogram.h"

#include <algorithm>
#include <cmath>

namespace dbspan::view {
namespace {

constexpr unsigned kBits = 6;
constexpr std::uint64_t kSteps = 1U << kBits;  // buckets for each power of two

std::size_t NumberOf(std::int64_t value) {
  const auto number = static_cast<std::uint64_t>(value);
  if (number < kSteps) return number;
  const unsigned shift = 63U - static_cast<unsigned>(__builtin_clzll(number)) - kBits;
  return (static_cast<std::size_t>(shift) << kBits) + (number >> shift);
}

std::int64_t LowestOf(std::size_t bucket) {
  if (bucket < 2 * kSteps) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = (bucket >> kBits) - 1;
  return static_cast<std::int64_t>((bucket - (shift << kBits)) << shift);
}

}  // namespace

void DurationHistogram::Add(std::int64_t nanoseconds, std::uint64_t times) {
  if (times == 0) return;
  const std::int64_t value = std::max<std::int64_t>(nanoseconds, 0);
  CountOf(NumberOf(value)) += times;
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  count_ += times;
  total_ += value * static_cast<std::int64_t>(times);
}

void DurationHistogram::Add(const DurationHistogram& other) {
  if (other.count_ == 0) return;
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) {
    if (other.buckets_[i] > 0) CountOf(other.first_ + i) += other.buckets_[i];
  }
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  total_ += other.total_;
}

// Returns the count of a bucket, which is made if there is none.
std::uint64_t& DurationHistogram::CountOf(std::size_t bucket) {
  if (buckets_.empty()) first_ = bucket;
  if (bucket < first_) {
    buckets_.insert(buckets_.begin(), first_ - bucket, 0);
    first_ = bucket;
  }
  if (bucket - first_ >= buckets_.size()) buckets_.resize(bucket - first_ + 1);
  return buckets_[bucket - first_];
}

std::int64_t DurationHistogram::Percentile(double share) const {
  if (count_ == 0) return 0;
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen < rank) continue;
    return std::clamp((LowestOf(first_ + i) + LowestOf(first_ + i + 1) - 1) / 2, min_, max_);
  }
  return max_;
}

std::vector<DurationHistogram::Bucket> DurationHistogram::Buckets() const {
  std::vector<Bucket> used;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (buckets_[i] == 0) continue;
    used.push_back({LowestOf(first_ + i), LowestOf(first_ + i + 1), buckets_[i]});
  }
  return used;
}

}  // namespace dbspan::view
