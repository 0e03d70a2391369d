#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The accepted forms of a duration, for messages.
inline constexpr std::string_view kAcceptedDuration =
    "0, or a whole number with its unit: 250us, 10ms, 1s";

/// Reads a duration such as `250us`, `10ms`, `1s` or `0`; empty if `text` is not one.
std::optional<std::chrono::nanoseconds> ReadDuration(std::string_view text);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
