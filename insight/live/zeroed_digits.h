#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

constexpr std::uint64_t kEachByte = 0x0101010101010101U;

/// Returns a word with the digits among its bytes replaced by `0`.
constexpr std::uint64_t ZeroDigits(std::uint64_t word) noexcept {
  constexpr std::uint64_t kHighBits = 0x80U * kEachByte;
  const std::uint64_t low = word & ~kHighBits;
  const std::uint64_t from_zero = low + (0x80U - '0') * kEachByte;
  const std::uint64_t after_nine = low + (0x80U - '9' - 1) * kEachByte;
  const std::uint64_t digits = from_zero & ~after_nine & ~word & kHighBits;
  return word & ~((digits >> 7U) * 0xFU);  // the digits are 0x30 to 0x39
}

/// Returns a text with its digits replaced by `0`.
inline std::string ZeroDigits(std::string_view text) {
  std::string zeroed{text};
  for (char& c : zeroed) {
    if (c >= '0' && c <= '9') c = '0';
  }
  return zeroed;
}

/// Returns whether `transform(word)` of each word of `text` is that of `expected`, which has the
/// same size, of at least that of a word. Words overlap rather than end after the texts.
template <class Word, class Transform>
bool AreWords(std::string_view expected, std::string_view text, Transform&& transform) noexcept {
  const auto word_at = [](std::string_view in, std::size_t at) {
    Word word;
    std::memcpy(&word, in.data() + at, sizeof word);
    return std::uint64_t{word};
  };
  const std::size_t last = text.size() - sizeof(Word);
  std::uint64_t differences = transform(word_at(text, last)) ^ word_at(expected, last);
  for (std::size_t at = 0; at < last; at += sizeof(Word)) {
    differences |= transform(word_at(text, at)) ^ word_at(expected, at);
  }
  return differences == 0;
}

/// Returns whether `expected` equals a text after `transform`, which changes words byte by byte.
template <class Transform>
bool IsText(std::string_view expected, std::string_view text, Transform&& transform) noexcept {
  if (expected.size() != text.size()) return false;
  if (text.size() >= sizeof(std::uint64_t)) {
    return AreWords<std::uint64_t>(expected, text, transform);
  }
  if (text.size() >= sizeof(std::uint16_t)) {
    return AreWords<std::uint16_t>(expected, text, transform);
  }
  return text.empty() || AreWords<std::uint8_t>(expected, text, transform);
}

/// Returns whether `zeroed` is a text with its digits replaced by `0`. Takes one pass without
/// branches.
inline bool IsZeroed(std::string_view zeroed, std::string_view text) noexcept {
  return IsText(zeroed, text, [](std::uint64_t word) { return ZeroDigits(word); });
}

/// Returns whether two short texts are equal, without a call.
inline bool AreSame(std::string_view one, std::string_view other) noexcept {
  return IsText(one, other, [](std::uint64_t word) { return word; });
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
