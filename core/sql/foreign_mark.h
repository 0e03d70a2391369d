#pragma once

#include <cstddef>
#include <cstdint>

namespace dbspan::sql_text {

/// A character beyond ASCII that looks like a part of SQL, although it is none to a server.
struct ForeignMark {
  enum class Kind : std::uint8_t {
    kNone,
    kBlank,  ///< No-break space, ideographic space, zero-width and other blanks.
    kQuote,  ///< ‘…’ “…” „…“ «…» 「…」 and the like.
    kDigit,  ///< A digit of another script, or of full width.
  };
  Kind kind = Kind::kNone;
  std::size_t size = 1;  ///< Bytes of the character.
};

/// The character at `at`, which is valid UTF-8 beyond ASCII; a broken one is kNone, of one byte.
ForeignMark ForeignMarkAt(const char* at, const char* end) noexcept;

}  // namespace dbspan::sql_text
