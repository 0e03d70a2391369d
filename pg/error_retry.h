#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns whether to retry after an error with this SQLSTATE. An empty SQLSTATE means that the
/// connection was lost before the server answered: `kOutcomeUnknown`. Classes 00 and 01 are not
/// errors: `kUnknown`.
Retry RetryOfSqlstate(std::string_view sqlstate) noexcept;

/// Returns whether to retry a failed attempt to connect. Judged by libpq's message, because libpq
/// does not expose the SQLSTATE. `kNo` if every attempt in the message was refused for a known
/// permanent reason; only English messages are recognized. Else `kLater`.
Retry RetryOfRefusal(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
