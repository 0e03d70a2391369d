#include "recorder/sampler.h"

namespace dbspan::recorder {
namespace {

// By the last 8 bytes, which are random in the ids of every SDK. 63 bits of them, so that the
// ratio 1 has a number that none reaches.
bool IsBelow(double ratio, const TraceId& trace_id) noexcept {
  if (ratio >= 1.0) return true;
  if (!(ratio > 0.0)) return false;
  std::uint64_t number = 0;
  for (std::size_t i = 8; i < trace_id.size(); ++i) number = number << 8U | trace_id[i];
  constexpr auto kAll = static_cast<double>(std::uint64_t{1} << 63U);
  return number >> 1U < static_cast<std::uint64_t>(ratio * kAll);
}

}  // namespace

Decision Sampler::Decide(const Parent& parent, const TraceId& trace_id) const noexcept {
  const bool asks_parent = parent_based && parent.exists;
  const bool sampled = asks_parent ? parent.sampled : IsBelow(ratio, trace_id);
  return sampled ? Decision::kSample : Undecided();
}

bool Sampler::Keeps(Decision decision, bool failed, std::int64_t duration) const noexcept {
  if (decision != Decision::kRecordOnly) return decision == Decision::kSample;
  return (keep_failed && failed) || (keep_slower_than > 0 && duration >= keep_slower_than);
}

}  // namespace dbspan::recorder
