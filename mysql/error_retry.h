#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what trying again means after this error of the server (1000–1999, 3000–) or the client
/// library (2000–2999, 5000–). Without a number it was the connector that refused.
Retry RetryOfNumber(int number, std::string_view sqlstate) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
