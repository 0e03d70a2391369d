#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Writes `text` as far as that is possible without waiting. No signal reaches the application,
/// whatever the descriptor is: not SIGPIPE, not SIGXFSZ, and no SIGTTOU in the background.
void WriteQuietly(int descriptor, std::string_view text) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
