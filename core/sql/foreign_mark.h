#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A character beyond ASCII that looks like a part of SQL, although servers do not treat it as one.
struct ForeignMark {
  enum class Kind : std::uint8_t {
    kNone,
    kBlank,   ///< No-break space, ideographic space, zero-width and other blanks.
    kQuote,   ///< ‘…’ “…” „…“ «…» 「…」 and the like.
    kDigit,   ///< A digit of another script, or a full-width digit.
    kSymbol,  ///< Currencies, dashes, operators: they may precede a number.
  };
  Kind kind = Kind::kNone;
  std::size_t size = 1;  ///< Bytes of the character.
};

/// Classifies the character at `at`, which must be valid UTF-8 beyond ASCII; an incomplete one is
/// kNone with size 1.
ForeignMark ForeignMarkAt(const char* at, const char* end) noexcept;

/// Returns the Unicode code point of the character at `at`.
std::uint32_t CharacterAt(const char* at, const char* end) noexcept;

/// Tells whether a few symbols and then a digit begin at `at`: `−42`, `€42`.
bool BeginsNumber(const char* at, const char* end) noexcept;

/// Tells whether `quote` closes a string that `open` begins. Both are code points.
bool Closes(std::uint32_t open, std::uint32_t quote) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
