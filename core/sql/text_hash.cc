#include "core/sql/text_hash.h"

#include <sys/mman.h>
#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kPair = 2 * kWord;
constexpr std::size_t kVector = 4 * kWord;

template <class Number>
std::uint64_t Read(const char* from) noexcept {
  Number value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// Returns the only word of a text of at most eight bytes. Different texts of the same length have
/// different words.
std::uint64_t OnlyWord(std::string_view text) noexcept {
  constexpr std::size_t kHalf = sizeof(std::uint32_t);
  const char* const begin = text.data();
  const std::size_t size = text.size();
  if (size >= kHalf) {
    return Read<std::uint32_t>(begin) << 32U | Read<std::uint32_t>(begin + size - kHalf);
  }
  if (size == 0) return 0;
  return Read<std::uint8_t>(begin) << 16U | Read<std::uint8_t>(begin + size / 2) << 8U |
         Read<std::uint8_t>(begin + size - 1);
}

/// Returns the term of NH for two words of a text.
Wide Term(std::uint64_t first, std::uint64_t second, const std::uint64_t* key) noexcept {
  return Wide{first + key[0]} * (second + key[1]);
}

Wide TermAt(const char* pair, const std::uint64_t* key) noexcept {
  return Term(Read<std::uint64_t>(pair), Read<std::uint64_t>(pair + kWord), key);
}

/// Fills `memory` with random bytes; returns false if the kernel has none.
bool FillRandomly(void* memory, std::size_t bytes) noexcept {
  auto* at = static_cast<char*>(memory);
  while (bytes != 0) {
    const ssize_t got = getrandom(at, bytes, GRND_NONBLOCK);
    if (got < 0 && errno != EINTR) return false;
    if (got < 0) continue;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

/// Returns random keys, which are never freed; null if there are none. They are excluded from core
/// dumps: without them, the hashes in a dump tell nothing about the texts.
const TextHash::Keys* MakeKeys() noexcept {
  constexpr std::size_t kBytes = sizeof(TextHash::Keys);
  const ErrnoGuard errno_guard;
  void* const memory =
      mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  madvise(memory, kBytes, MADV_DONTDUMP);
  auto* const keys = new (memory) TextHash::Keys;
  if (FillRandomly(keys, kBytes)) return keys;
  munmap(memory, kBytes);
  return nullptr;
}

bool HasVectors() noexcept {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

}  // namespace

const TextHash* TextHash::OfProcess() noexcept {
  struct Own {
    const Keys* const keys = MakeKeys();
    const TextHash hash{keys};
  };
  static NeverDestroyed<Own> own;
  const Own& made = own.Get();
  return made.keys == nullptr ? nullptr : &made.hash;
}

TextHash::TextHash(const Keys* keys, Vectors vectors) noexcept
    : keys_(keys), has_vectors_(vectors == Vectors::kIfAvailable && HasVectors()) {}

// The words of a text are its pieces of eight bytes, two by two. The last two end with the text, so
// that nothing after it is read; they may overlap the two before them.
TextHash::Sum TextHash::SumByWords(std::string_view text) const noexcept {
  const std::uint64_t* key = keys_->words.data();
  const char* at = text.data();
  const char* const end = at + text.size();
  Wide sum = 0;
  if (text.size() >= kPair) {
    for (; static_cast<std::size_t>(end - at) > kPair; at += kPair, key += 2) {
      sum += TermAt(at, key);
    }
    sum += TermAt(end - kPair, key);
  } else if (text.size() > kWord) {
    sum = Term(Read<std::uint64_t>(at), Read<std::uint64_t>(end - kWord), key);
  } else {
    sum = Term(OnlyWord(text), 0, key);
  }
  return {static_cast<std::uint64_t>(sum), static_cast<std::uint64_t>(sum >> 64U)};
}

#ifdef __x86_64__

namespace {

/// Adds the terms of NH for eight words of 32 bits to `sum`: each even word with the next.
[[gnu::target("avx2"), gnu::always_inline]] inline void AddTerms(__m256i words,
                                                                 const std::uint64_t* key,
                                                                 __m256i& sum) noexcept {
  const __m256i keyed =
      _mm256_add_epi32(words, _mm256_load_si256(reinterpret_cast<const __m256i*>(key)));
  sum = _mm256_add_epi64(sum, _mm256_mul_epu32(keyed, _mm256_srli_epi64(keyed, 32)));
}

/// Returns the sum of the four numbers.
[[gnu::target("avx2")]] inline std::uint64_t TotalOf(__m256i numbers) noexcept {
  const __m128i pairs =
      _mm_add_epi64(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(pairs)) +
         static_cast<std::uint64_t>(_mm_extract_epi64(pairs, 1));
}

}  // namespace

// NH with words of 32 bits, twice: the second pass uses the keys from the next vector on
// (Toeplitz).
[[gnu::target("avx2")]] TextHash::Sum TextHash::SumByVectors(std::string_view text) const noexcept {
  constexpr std::size_t kKeys = kVector / kWord;
  const std::uint64_t* key = keys_->words.data();
  __m256i first = _mm256_setzero_si256();
  __m256i second = _mm256_setzero_si256();
  const auto add = [&](const char* at) __attribute__((target("avx2"), always_inline)) {
    const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    AddTerms(words, key, first);
    key += kKeys;
    AddTerms(words, key, second);
  };
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; static_cast<std::size_t>(end - at) > 2 * kVector; at += 2 * kVector) {
    add(at);
    add(at + kVector);
  }
  if (static_cast<std::size_t>(end - at) > kVector) add(at);
  add(end - kVector);
  return {TotalOf(first), TotalOf(second)};
}

#else

TextHash::Sum TextHash::SumByVectors(std::string_view text) const noexcept {
  return SumByWords(text);
}

#endif

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
