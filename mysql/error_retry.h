#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns whether to retry after this error of the server (1000–1999, 3000–) or the client library
/// (2000–2999, 5000–). `number` is 0 if the connector itself refused the call.
Retry RetryOfNumber(int number, std::string_view sqlstate) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
