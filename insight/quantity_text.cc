#include "insight/quantity_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/process/floating_point_guard.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t NanosecondsOf(Unit unit) {
  return unit == Unit::kSeconds        ? kSecond
         : unit == Unit::kMilliseconds ? kMillisecond
                                       : kMicrosecond;
}

const char* NameOf(Unit unit) {
  return unit == Unit::kSeconds ? "s" : unit == Unit::kMilliseconds ? "ms" : "µs";
}

Unit UnitOf(std::int64_t nanoseconds) {
  if (nanoseconds >= kSecond) return Unit::kSeconds;
  const bool readable = nanoseconds == 0 || nanoseconds >= kMillisecond / 100;
  return readable ? Unit::kMilliseconds : Unit::kMicroseconds;
}

// Formats a number with three significant digits, but at most two decimals.
std::string ThreeDigits(double value) {
  if (value > 0 && value < 0.005) return "<0.01";
  std::array<char, 32> text{};
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  if (decimals == 0) return CountText(static_cast<std::uint64_t>(std::llround(value)));
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

}  // namespace

Unit UnitFor(const std::vector<std::int64_t>& durations) {
  std::int64_t most = 0;
  std::int64_t least = 0;
  for (const std::int64_t duration : durations) {
    if (duration <= 0) continue;
    most = std::max(most, duration);
    least = least == 0 ? duration : std::min(least, duration);
  }
  Unit unit = UnitOf(most);
  if (unit == Unit::kSeconds && least < kSecond / 100) unit = Unit::kMilliseconds;
  return unit;
}

std::string DurationText(std::int64_t nanoseconds, Unit unit) {
  const FloatingPointGuard floating_point_guard;  // findings are written in the program's threads
  const double value = static_cast<double>(nanoseconds) / static_cast<double>(NanosecondsOf(unit));
  return ThreeDigits(value) + " " + NameOf(unit);
}

std::string DurationText(std::int64_t nanoseconds) {
  return DurationText(nanoseconds, UnitOf(nanoseconds));
}

std::string CountText(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string CountText(std::uint64_t count, const char* one, const char* many) {
  return CountText(count) + " " + (count == 1 ? one : many);
}

std::string ShareText(double part, double whole) {
  const double percent = 100 * part / whole;
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  return text.data();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
