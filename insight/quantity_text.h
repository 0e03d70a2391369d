#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbspan::insight {

enum class Unit : std::uint8_t { kMicroseconds, kMilliseconds, kSeconds };

/// The unit in which the largest of these durations (nanoseconds) reads best, unless the smallest
/// would then be less than 0.01; negative ones do not count.
Unit UnitFor(const std::vector<std::int64_t>& durations);

/// `18.2 ms`, `0.73 ms`, `1,840 s`: at most three significant digits, but whole numbers stay whole.
std::string DurationText(std::int64_t nanoseconds, Unit unit);
/// The same in the unit that fits this one alone.
std::string DurationText(std::int64_t nanoseconds);

/// `12,402`.
std::string CountText(std::uint64_t count);
/// `1 row`, `2 rows`.
std::string CountText(std::uint64_t count, const char* one, const char* many);
/// `1.3 %`, `64 %`, `100 %`. `whole` is not 0.
std::string ShareText(double part, double whole);

}  // namespace dbspan::insight
