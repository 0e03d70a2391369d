#pragma once

#include <string_view>

namespace dbspan {

/// Writes `text` as far as that is possible without waiting. No signal reaches the application,
/// whatever the descriptor is: not SIGPIPE, not SIGXFSZ, and no SIGTTOU in the background.
void WriteQuietly(int descriptor, std::string_view text) noexcept;

}  // namespace dbspan
