#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a duration is written like, for complaints.
inline constexpr std::string_view kAcceptedDuration =
    "0, or a whole number with its unit: 250us, 10ms, 1s";

/// Reads `250us`, `10ms`, `1s` or `0`; nothing if it is something else.
std::optional<std::chrono::nanoseconds> ReadDuration(std::string_view text);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
