#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reports something about dbspan itself, as one line "[dbspan] <message>", once per process.
///
/// The line goes where DBSPAN_LOG says (core/log/log_target.h), and nowhere else: by default to
/// standard error if that is a terminal. Safe from any thread and in a forked child; takes no lock,
/// allocates nothing, never blocks, and leaves errno, signals and the application's descriptors
/// alone.
void LogOnce(std::string_view message) noexcept;

/// The same, for messages whose wording varies: one line per `topic`.
void LogOnce(std::string_view topic, std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
