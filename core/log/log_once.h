#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reports something about dbspan itself, as one line "[dbspan] <message>", once per process.
///
/// DBSPAN_LOG sets the destination (core/log/log_target.h); by default it is standard error, if
/// that is a terminal. Safe from any thread and in a forked child; takes no lock, allocates
/// nothing, never blocks, and leaves errno, signals and the application's descriptors alone.
void LogOnce(std::string_view message) noexcept;

/// Writes only one message per `topic`, for messages whose wording varies.
void LogOnce(std::string_view topic, std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
