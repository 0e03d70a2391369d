#pragma once

#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns whether to retry after an error reply, judged by its first words. Never `kTransaction`,
/// because no command rolls a transaction back.
Retry RetryOfError(std::string_view message) noexcept;

/// Tells whether clients handle this error as part of a protocol: cluster clients go to the node
/// that it names or try again; callers of a script by hash send its text.
bool IsExpectedError(std::string_view message) noexcept;

/// Tells whether an error was raised inside a script, which Redis marks in the message since
/// version 7.
bool IsFromInsideScript(std::string_view message) noexcept;

/// Returns whether to retry a script or function. Its writes before the error are not rolled back.
Retry RetryOfScriptError(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
