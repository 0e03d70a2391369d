#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the value of an environment variable for a log line: without what may be secret in URLs,
/// and cut, so that the rest of the line stays readable.
std::string ShownValue(std::string_view value);

/// The same without allocating, with a final zero. The result is in `room`.
using RoomForValue = std::array<char, 128>;
const char* ShowValue(std::string_view value, RoomForValue& room) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
