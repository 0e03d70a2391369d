#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dbspan::view {

/// One character of a text.
struct Character {
  std::uint32_t code = 0;
  std::size_t size = 1;  ///< In bytes.
  bool valid = false;    ///< False: one byte that belongs to no UTF-8 character.
};

/// Decodes the character that `text` begins with. Source: RFC 3629 (no surrogates, no overlong
/// forms).
Character DecodeFirst(std::string_view text);

/// Replaces every byte that is no UTF-8 by U+FFFD.
std::string ReplaceInvalid(std::string_view text);

}  // namespace dbspan::view
