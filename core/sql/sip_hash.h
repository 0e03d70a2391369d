#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A hash of 128 bits.
struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

constexpr bool operator==(const Digest& left, const Digest& right) noexcept {
  return left.low == right.low && left.high == right.high;
}

/// Returns SipHash-2-4 of a text, with 128 bits. Without the key, nobody can compute two texts with
/// the same hash. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", and the
/// variant of 128 bits in its reference implementation. Written here because OpenSSL's would add a
/// dependency, and allocates memory for each hash.
Digest SipHash(const Digest& key, std::string_view text) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
