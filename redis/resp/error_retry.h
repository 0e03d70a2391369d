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

/// Tells whether an error of a script or function was raised inside it, not by the server instead
/// of running it. Redis marks raised errors in the message since version 7. Errors that a script
/// returns are unmarked, so a message that asks for a retry must also have the server's own form:
/// `MOVED` and `ASK` a slot and a node, the others their fixed text. A script that returns exactly
/// such a message cannot be told apart.
bool IsFromInsideScript(std::string_view message) noexcept;

/// Returns whether to retry a script or function. Its writes before the error are not rolled back.
Retry RetryOfScriptError(std::string_view message) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
