#pragma once

#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns a key with `*` for each part that identifies an entry: `cart:*:lines` for
/// `cart:4711:lines`. The characters `:`, `/`, `|` and `.` separate parts. A part identifies an
/// entry if it contains a digit or an `@`, unless it is a version such as `v2`.
std::string KeyPattern(std::string_view key);

/// Appends a short name of a Redis command to `label`: `GET cart:*`, the name with the pattern of
/// the first key. `text` is the recorded text of the command.
void AddCommandLabel(std::string_view name, std::string_view text, std::string& label);

/// Returns the key pattern in such a name; empty if there is none.
std::string_view KeyIn(std::string_view label);

/// Returns the pattern of the text of Redis commands, one per line: `MGET cart:*` for `MGET cart:1
/// cart:2`. Consecutive equal words or lines are merged into one.
std::string CommandPattern(std::string_view text);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
