#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what trying again means after an error reply, by its first words. Commands have no
/// transaction that is rolled back, so that there is no `kTransaction` here.
Retry RetryOfError(std::string_view message) noexcept;

/// The same for a script or function: what it has written before it failed stays written.
Retry RetryOfScriptError(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
