#include "core/sql/sip_hash.h"

#include <cstddef>
#include <cstring>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::uint64_t Rotate(std::uint64_t value, unsigned bits) noexcept {
  return value << bits | value >> (64U - bits);
}

/// Reads up to eight bytes as a number whose lowest byte is the first, as the algorithm defines.
std::uint64_t Read(const char* from, std::size_t bytes) noexcept {
  std::uint64_t value = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (bytes == sizeof value) {
    std::memcpy(&value, from, sizeof value);
    return value;
  }
#endif
  for (std::size_t i = 0; i < bytes; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << 8U * i;
  }
  return value;
}

class State {
 public:
  explicit State(const Digest& key) noexcept
      : v0_(0x736F6D6570736575U ^ key.low),
        v1_(0x646F72616E646F6DU ^ key.high ^ kOf128Bits),
        v2_(0x6C7967656E657261U ^ key.low),
        v3_(0x7465646279746573U ^ key.high) {}

  void Add(std::uint64_t word) noexcept {
    v3_ ^= word;
    Round();
    Round();
    v0_ ^= word;
  }
  Digest Finish() noexcept {
    v2_ ^= kOf128Bits;
    const std::uint64_t low = Half();
    v1_ ^= 0xDDU;
    return {low, Half()};
  }

 private:
  static constexpr std::uint64_t kOf128Bits = 0xEE;

  std::uint64_t Half() noexcept {
    for (int i = 0; i < 4; ++i) Round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }
  void Round() noexcept {
    v0_ += v1_;
    v1_ = Rotate(v1_, 13) ^ v0_;
    v0_ = Rotate(v0_, 32);
    v2_ += v3_;
    v3_ = Rotate(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = Rotate(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = Rotate(v1_, 17) ^ v2_;
    v2_ = Rotate(v2_, 32);
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

}  // namespace

Digest SipHash(const Digest& key, std::string_view text) noexcept {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  State state{key};
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= kWord; at += kWord, left -= kWord) state.Add(Read(at, kWord));
  state.Add(static_cast<std::uint64_t>(text.size()) << 56U | Read(at, left));
  return state.Finish();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
