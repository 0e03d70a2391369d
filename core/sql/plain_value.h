#pragma once

namespace dbspan::sql_text {

/// Returns the position after the row whose opening parenthesis is before `at`, such as `1, 'a',
/// NULL)`; null if it contains anything except numbers, strings without escapes, parameters and
/// words like NULL.
const char* PlainRowEnd(const char* at, const char* end) noexcept;

}  // namespace dbspan::sql_text
