#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/sip_hash.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Hashes by which texts are recognized without keeping them. Immutable; safe from any thread.
///
/// The keys are random and never leave the process, not even in a core dump. Two texts of the same
/// length that were chosen without the keys have the same `Fast` hash with a probability of at most
/// 2^-63, and the same `Strong` hash with one of about 2^-128. Hashes of texts of different lengths
/// must not be compared. Hashes of two processes differ.
///
/// `Fast` is NH, whose bound is proved ("UMAC: Fast and Secure Message Authentication", CRYPTO '99,
/// theorem 1 and the Toeplitz extension), followed by a multilinear hash of its 128 bits to 64.
class TextHash {
 public:
  static constexpr std::size_t kLongest = std::size_t{10} * 1024;  ///< Bytes of a text for `Fast`.
  /// Shorter texts are hashed without vector instructions.
  static constexpr std::size_t kShortestForVectors = 128;

  /// The random numbers of a process.
  struct Keys {
    /// Words for each piece of a text; 8 more for the last piece, and for the second pass.
    alignas(32) std::array<std::uint64_t, kLongest / sizeof(std::uint64_t) + 8> words{};
    std::array<std::uint64_t, 6> fold{};
    Digest strong;
  };
  enum class Vectors : std::uint8_t { kIfAvailable, kNone };

  /// Returns the hashes of this process; null if there is no memory for their keys, or the kernel
  /// had no random numbers yet at the first call.
  static const TextHash* OfProcess() noexcept;
  /// `keys` must outlive the object.
  explicit TextHash(const Keys* keys, Vectors vectors = Vectors::kIfAvailable) noexcept;

  /// A hash of 128 bits, before it is folded to the 64 bits of `Fast`. Collides as rarely as that.
  struct Sum {
    std::uint64_t low;
    std::uint64_t high;
  };

  /// Returns a hash of 64 bits. The text has at most `kLongest` bytes.
  std::uint64_t Fast(std::string_view text) const noexcept {
    const Sum sum = SumOf(text);
    return Fold(sum.low, sum.high);
  }
  /// Like `Fast`, for a text that is compared with few others: not folded.
  Sum SumOf(std::string_view text) const noexcept {
    return has_vectors_ && text.size() >= kShortestForVectors ? SumByVectors(text)
                                                              : SumByWords(text);
  }
  const Keys* keys() const noexcept { return keys_; }
  Digest Strong(std::string_view text) const noexcept { return SipHash(keys_->strong, text); }

 private:
  Sum SumByWords(std::string_view text) const noexcept;
  Sum SumByVectors(std::string_view text) const noexcept;
  // Adds in 128 bits and returns the upper half, which makes a multilinear hash almost universal
  // (Lemire and Kaser, "Strongly universal string hashing is fast").
  std::uint64_t Fold(std::uint64_t low, std::uint64_t high) const noexcept {
    __extension__ using Wide = unsigned __int128;
    const auto& key = keys_->fold;
    Wide sum = Wide{key[0]} << 64U | key[1];
    sum += Wide{low} * key[2] + (Wide{low * key[3]} << 64U);
    sum += Wide{high} * key[4] + (Wide{high * key[5]} << 64U);
    return static_cast<std::uint64_t>(sum >> 64U);
  }

  const Keys* keys_;
  bool has_vectors_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
