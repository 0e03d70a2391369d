#pragma once

#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Writes as much of `text` as is possible without waiting. Raises no signal in the application: no
/// SIGPIPE, SIGXFSZ or SIGTTOU, whatever the descriptor is.
void WriteQuietly(int descriptor, std::string_view text) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
