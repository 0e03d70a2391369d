#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class Unit : std::uint8_t { kMicroseconds, kMilliseconds, kSeconds };

/// Returns the best unit for the largest of these durations in nanoseconds, or a smaller one if the
/// smallest would be less than 0.01. Negative durations are ignored.
Unit UnitFor(const std::vector<std::int64_t>& durations);

/// Formats a duration: `18.2 ms`, `0.73 ms`, `1,840 s`. At most three significant digits, but all
/// digits of whole numbers.
std::string DurationText(std::int64_t nanoseconds, Unit unit);
/// Formats a duration in the unit that suits it best.
std::string DurationText(std::int64_t nanoseconds);

/// Formats a number: `12,402`.
std::string CountText(std::uint64_t count);
/// Formats a number with a noun: `1 row`, `2 rows`.
std::string CountText(std::uint64_t count, const char* one, const char* many);
/// Formats a percentage: `1.3 %`, `64 %`, `100 %`. `whole` must not be 0.
std::string ShareText(double part, double whole);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
