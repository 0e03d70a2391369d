#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Hashes any part of a message in constant time, with the hash function of
/// core/span/error_texts/table.py.
class MessageHash {
 public:
  static constexpr std::size_t kLongest = 2048;

  /// The text must outlive the object; only its first `kLongest` bytes count.
  explicit MessageHash(std::string_view message) noexcept : text_(message.substr(0, kLongest)) {
    sums_[0] = 0;
    powers_[0] = 1;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      sums_[i + 1] = sums_[i] * kMultiplier + static_cast<unsigned char>(text_[i]) + 1;
      powers_[i + 1] = powers_[i] * kMultiplier;
    }
  }

  /// Returns the hash of a whole text without building the tables for hashes of its parts.
  static std::uint64_t OfWhole(std::string_view text) noexcept {
    std::uint64_t sum = 0;
    for (const char c : text) sum = sum * kMultiplier + static_cast<unsigned char>(c) + 1;
    return Mix(sum, text.size());
  }

  std::string_view text() const noexcept { return text_; }
  std::uint64_t Of(std::size_t begin, std::size_t length) const noexcept {
    return Mix(sums_[begin + length] - sums_[begin] * powers_[length], length);
  }

 private:
  static constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
  static constexpr std::uint64_t kMixer = 0xD6E8FEB86659FD93U;

  static std::uint64_t Mix(std::uint64_t value, std::size_t length) noexcept {
    value ^= length * kMixer;
    value ^= value >> 32U;
    value *= kMixer;
    return value ^ (value >> 32U);
  }

  std::string_view text_;
  std::array<std::uint64_t, kLongest + 1> sums_;    // NOLINT(*-member-init): filled as far as used
  std::array<std::uint64_t, kLongest + 1> powers_;  // NOLINT(*-member-init)
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
