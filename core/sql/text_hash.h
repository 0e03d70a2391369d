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

  /// Returns a hash of 64 bits. The text has at most `kLongest` bytes.
  std::uint64_t Fast(std::string_view text) const noexcept {
    return has_vectors_ && text.size() >= kShortestForVectors ? FastByVectors(text)
                                                              : FastByWords(text);
  }
  const Keys* keys() const noexcept { return keys_; }
  Digest Strong(std::string_view text) const noexcept { return SipHash(keys_->strong, text); }

 private:
  std::uint64_t FastByWords(std::string_view text) const noexcept;
  std::uint64_t FastByVectors(std::string_view text) const noexcept;
  std::uint64_t Fold(std::uint64_t low, std::uint64_t high) const noexcept;

  const Keys* keys_;
  bool has_vectors_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
