#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what trying again means after an error with this SQLSTATE. Empty, because the connection
/// was lost before the server could say: the outcome is unknown. Classes 00 and 01 are no errors.
Retry RetryOfSqlstate(std::string_view sqlstate) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
