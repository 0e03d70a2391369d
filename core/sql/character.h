#pragma once

#include <array>
#include <cstdint>

namespace dbspan::sql_text {

/// What a byte may be; a byte may be several.
enum CharacterClass : std::uint8_t {
  kSpaceBit = 1,
  kDigitBit = 2,
  kNameStartBit = 4,
  kNameBit = 8,
  kBadBit = 16,
  kPlainBit = 32
};

constexpr std::array<std::uint8_t, 256> MakeCharacterClasses() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 0; c < 0x20; ++c) classes[c] = kBadBit;
  for (const unsigned char c : {' ', '\t', '\n', '\r', '\f', '\v'}) classes[c] = kSpaceBit;
  for (int c = '0'; c <= '9'; ++c) classes[c] = kDigitBit | kNameBit;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = kNameStartBit | kNameBit;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] = kNameStartBit | kNameBit;
  for (int c = 0x80; c <= 0xFF; ++c) classes[c] = kNameStartBit | kNameBit;
  classes['_'] = kNameStartBit | kNameBit;
  classes['$'] = kNameBit;
  classes['\\'] = kBadBit;  // no dialect has a backslash outside a literal
  classes[0x7F] = kBadBit;
  for (int c = 0x01; c < 0x80;
       ++c) {  // in a literal, what no setting and no encoding reads otherwise
    if (c != '\'' && c != '\\') classes[c] |= kPlainBit;
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kCharacterClasses = MakeCharacterClasses();

inline bool Is(char c, std::uint8_t bits) noexcept {
  return (kCharacterClasses[static_cast<unsigned char>(c)] & bits) != 0;
}

/// Of letters.
constexpr char Lower(char c) noexcept { return static_cast<char>(c | 0x20); }

inline bool IsHexadecimal(char c) noexcept {
  return Is(c, kDigitBit) || (Lower(c) >= 'a' && Lower(c) <= 'f');
}

inline const char* SkipWhile(const char* at, const char* end, std::uint8_t bits) noexcept {
  while (at != end && Is(*at, bits)) ++at;
  return at;
}

/// Returns the position after the string that opens in front of `at`, or null if it is anything but
/// plain.
inline const char* PlainStringEnd(const char* at, const char* end) noexcept {
  for (;;) {
    while (at != end && Is(*at, kPlainBit)) ++at;
    if (at == end || *at != '\'') return nullptr;
    if (at + 1 == end || at[1] != '\'') return at + 1;
    at += 2;
  }
}

}  // namespace dbspan::sql_text
