#pragma once

#include <cstddef>
#include <cstdint>

namespace dbspan::sql_text {

/// A character beyond ASCII that looks like a part of SQL, although it is none to a server.
struct ForeignMark {
  enum class Kind : std::uint8_t {
    kNone,
    kBlank,   ///< No-break space, ideographic space, zero-width and other blanks.
    kQuote,   ///< ‘…’ “…” „…“ «…» 「…」 and the like.
    kDigit,   ///< A digit of another script, or of full width.
    kSymbol,  ///< Currencies, dashes, operators: they may stand before a number.
  };
  Kind kind = Kind::kNone;
  std::size_t size = 1;  ///< Bytes of the character.
};

/// The character at `at`, which is valid UTF-8 beyond ASCII; a broken one is kNone, of one byte.
ForeignMark ForeignMarkAt(const char* at, const char* end) noexcept;

/// Its number in Unicode.
std::uint32_t CharacterAt(const char* at, const char* end) noexcept;

/// Tells whether a few symbols and then a digit stand at `at`: `−42`, `€42`.
bool BeginsNumber(const char* at, const char* end) noexcept;

/// Tells whether `quote` ends what the quote `open` begins.
bool Closes(std::uint32_t open, std::uint32_t quote) noexcept;

}  // namespace dbspan::sql_text
