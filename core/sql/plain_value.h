#pragma once

namespace dbspan::sql_text {

/// Returns the position after the row that opens in front of `at`, `1, 'a', NULL)`; null if there
/// is anything in it but numbers, strings without escapes, parameters and words like NULL.
const char* PlainRowEnd(const char* at, const char* end) noexcept;

}  // namespace dbspan::sql_text
