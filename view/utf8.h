#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dbspan::view {

/// One character of a text.
struct Character {
  std::uint32_t code = 0;
  std::size_t size = 1;  ///< In bytes.
  bool valid = false;    ///< False: a byte that is not part of a UTF-8 character.
};

/// Decodes the character that `text` begins with. Source: RFC 3629 (no surrogates, no overlong
/// forms).
Character DecodeFirst(std::string_view text);

/// Replaces every byte that is not valid UTF-8 by U+FFFD.
std::string ReplaceInvalid(std::string_view text);

/// Replaces every escape of half a surrogate pair (`\ud800`) in a JSON text by U+FFFD. JavaScript
/// writes such escapes, and strict readers refuse the whole text for one. Source: RFC 8259, 8.2.
std::string ReplaceUnpairedSurrogates(std::string json);

}  // namespace dbspan::view
