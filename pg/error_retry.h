#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what trying again means after an error with this SQLSTATE. Empty, because the connection
/// was lost before the server could say: the outcome is unknown. Classes 00 and 01 are no errors.
Retry RetryOfSqlstate(std::string_view sqlstate) noexcept;

/// Returns what trying to connect again means, by libpq's message: it does not hand the SQLSTATE
/// out. `kNo` if every attempt of the message was refused for good, as far as English tells; else
/// `kLater`.
Retry RetryOfRefusal(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
