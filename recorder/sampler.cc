#include "recorder/sampler.h"

#include <opentelemetry/version.h>

#include <cmath>
#include <cstring>

#include "core/process/floating_point_guard.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Converts a ratio to a number of 64 bits, with the same steps and rounding as the C++ SDK's
// sampler. Thus both samplers decide alike for the same trace.
std::uint64_t ThresholdOf(double ratio) noexcept {
  constexpr double kHalfRange = 4294967296.0;
  const double scaled = ratio * (kHalfRange - 1.0);
  const double whole = std::floor(scaled);
  const double rest = (scaled - whole) * kHalfRange + scaled;
  return (static_cast<std::uint64_t>(whole) << 32U) + static_cast<std::uint64_t>(rest);
}

// Returns the first 8 bytes of a trace id as a number. The specification does not define how an id
// is hashed, so this is what the SDK of the process does: big-endian since 1.23, before that in
// native byte order.
std::uint64_t NumberOf(const TraceId& trace_id) noexcept {
  std::uint64_t number = 0;
#if OPENTELEMETRY_VERSION_MAJOR > 1 || OPENTELEMETRY_VERSION_MINOR >= 23
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8U | trace_id[i];
#else
  std::memcpy(&number, trace_id.data(), sizeof number);
#endif
  return number;
}

bool IsWithin(double ratio, const TraceId& trace_id) noexcept {
  if (ratio >= 1.0) return true;
  if (!(ratio > 0.0)) return false;
  const FloatingPointGuard floating_point_guard;
  constexpr double kAll = 18446744073709551616.0;
  const double part = static_cast<double>(NumberOf(trace_id)) / kAll;
  const std::uint64_t threshold = ThresholdOf(ratio);
  return threshold != 0 && part < 1.0 && ThresholdOf(part) <= threshold;
}

}  // namespace

Decision Sampler::Decide(const Parent& parent, const TraceId& trace_id) const noexcept {
  const bool asks_parent = parent_based && parent.exists;
  const bool sampled = asks_parent ? parent.sampled : IsWithin(ratio, trace_id);
  return sampled ? Decision::kSample : Undecided();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
