#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>

#include "dbspan/version.h"
#endif

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Classes of bytes, as bits: a byte may belong to several.
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
  classes['\\'] = kBadBit;  // a backslash outside a literal is an error in every dialect
  classes[0x7F] = kBadBit;
  for (int c = 0x01; c < 0x80;
       ++c) {  // bytes of a literal that mean the same for all settings and encodings
    if (c != '\'' && c != '\\') classes[c] |= kPlainBit;
  }
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kCharacterClasses = MakeCharacterClasses();

inline bool Is(char c, std::uint8_t bits) noexcept {
  return (kCharacterClasses[static_cast<unsigned char>(c)] & bits) != 0;
}

/// Returns the lower-case form of an ASCII letter. For letters only.
constexpr char Lower(char c) noexcept { return static_cast<char>(c | 0x20); }

/// Returns a character with ASCII letters in lower case, in every locale.
constexpr char FoldCase(char c) noexcept { return c >= 'A' && c <= 'Z' ? Lower(c) : c; }

inline bool IsHexadecimal(char c) noexcept {
  return Is(c, kDigitBit) || (Lower(c) >= 'a' && Lower(c) <= 'f');
}

inline std::string_view Between(const char* at, const char* end) noexcept {
  return {at, static_cast<std::size_t>(end - at)};
}

inline const char* SkipWhile(const char* at, const char* end, std::uint8_t bits) noexcept {
  while (at != end && Is(*at, bits)) ++at;
  return at;
}

/// Returns the end of the ASCII letters, digits, underscores and dollars that begin at `at`.
///
/// Reads sixteen bytes at once where possible: words are short and differ in length, so processors
/// mispredict the end of a loop over bytes.
inline const char* AsciiNameEnd(const char* at, const char* end) noexcept {
#ifdef __SSE2__
  const auto is_between = [](__m128i bytes, char first, char last) {
    const __m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    const __m128i most = _mm_set1_epi8(static_cast<char>(last - first));
    return _mm_cmpeq_epi8(_mm_min_epu8(above, most), above);
  };
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i words = _mm_or_si128(is_between(lower, 'a', 'z'), is_between(bytes, '0', '9'));
    const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')),
                                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('$')));
    const int names = _mm_movemask_epi8(_mm_or_si128(words, marks));
    if (names != 0xFFFF) return at + __builtin_ctz(~static_cast<unsigned>(names));
  }
#endif
  while (at != end && Is(*at, kNameBit) && static_cast<unsigned char>(*at) < 0x80U) ++at;
  return at;
}

/// Returns the position after the string whose opening quote is before `at`; null if it does not
/// close or contains a backslash, a NUL or a byte beyond ASCII.
inline const char* PlainStringEnd(const char* at, const char* end) noexcept {
  for (;;) {
    while (at != end && Is(*at, kPlainBit)) ++at;
    if (at == end || *at != '\'') return nullptr;
    if (at + 1 == end || at[1] != '\'') return at + 1;
    at += 2;
  }
}

/// Returns the end of a number that is plain: digits and points, which no name follows. Null for
/// others, such as 0x1F, 1e6 and 2024_orders.
inline const char* PlainNumberEnd(const char* at, const char* end) noexcept {
  while (at != end && (Is(*at, kDigitBit) || *at == '.')) ++at;
  return at != end && Is(*at, kNameBit) ? nullptr : at;
}

/// Returns the end of the parameter, such as `$1`, that begins at `at`. Null if it is none: with
/// more than five digits it is an amount of money.
inline const char* PlainParameterEnd(const char* at, const char* end) noexcept {
  constexpr std::ptrdiff_t kMostDigits = 5;
  const char* const digits = at + 1;
  const char* const parameter_end = SkipWhile(digits, end, kDigitBit);
  if (parameter_end == digits || parameter_end - digits > kMostDigits) return nullptr;
  return parameter_end != end && Is(*parameter_end, kNameBit) ? nullptr : parameter_end;
}

/// Tells whether a word may continue with this byte: beyond ASCII, or as the prefix of a string.
inline bool MayContinueWord(char next) noexcept {
  return static_cast<unsigned char>(next) >= 0x80U || next == '\'' || next == '"' || next == '&';
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
