#pragma once

#include <cstddef>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the length of the well-formed character at `begin`, or 0.
std::size_t CharacterLength(const char* begin, const char* end) noexcept;

/// Tells whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, surrogates or >
/// U+10FFFF).
bool IsValidUtf8(std::string_view text) noexcept;

/// Returns the longest prefix of at most `limit` bytes that does not split a character.
std::string_view CutAtCharacter(std::string_view text, std::size_t limit) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
