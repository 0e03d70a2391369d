#pragma once

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the position after the row whose opening parenthesis is before `at`, such as `1, 'a',
/// NULL)`; null if it contains anything except numbers, strings without escapes, parameters and
/// words like NULL.
const char* PlainRowEnd(const char* at, const char* end) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
