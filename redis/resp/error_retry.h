#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns what trying again means after an error reply, by its first words. Commands have no
/// transaction that is rolled back, so that there is no `kTransaction` here.
Retry RetryOfError(std::string_view message) noexcept;

/// Tells whether an error is part of a protocol that callers follow: cluster clients go to the node
/// that it names or try again, callers of scripts send the text.
bool IsExpectedError(std::string_view message) noexcept;

/// Tells whether an error comes from inside a script, as Redis says since version 7.
bool IsFromInsideScript(std::string_view message) noexcept;

/// What trying again means for a script or function: what it has written before it failed stays
/// written.
Retry RetryOfScriptError(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
