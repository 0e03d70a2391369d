#include "core/sql/text_hash.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan {
namespace {

__extension__ using Wide = unsigned __int128;

/// The key and the texts of SipHash's own test vectors: the bytes 0, 1, 2 …
constexpr Digest kCountingKey{0x0706050403020100, 0x0F0E0D0C0B0A0908};
std::string Counting(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i);
  return text;
}

std::string Hex(const Digest& digest) {
  std::string hex;
  for (const std::uint64_t half : {digest.low, digest.high}) {
    for (unsigned byte = 0; byte < 8; ++byte) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      hex += kDigits[half >> (8 * byte + 4) & 15U];
      hex += kDigits[half >> 8 * byte & 15U];
    }
  }
  return hex;
}

TEST(SipHashTest, GivesThePublishedVectorsOf128Bits) {
  const std::pair<std::size_t, const char*> vectors[] = {
      {0, "A3817F04BA25A8E66DF67214C7550293"},  {1, "DA87C1D86B99AF44347659119B22FC45"},
      {7, "A1F1EBBED8DBC153C0B84AA61FF08239"},  {8, "3B62A9BA6258F5610F83E264F31497B4"},
      {15, "5493E99933B0A8117E08EC0F97CFC3D9"}, {63, "5150D1772F50834A503E069A973FBD7C"},
  };
  for (const auto& [bytes, hash] : vectors) {
    EXPECT_EQ(Hex(SipHash(kCountingKey, Counting(bytes))), hash) << bytes;
  }
}

TextHash::Keys MakeKeys(std::uint64_t seed) {
  std::mt19937_64 random{seed};
  TextHash::Keys keys;
  for (std::uint64_t& word : keys.words) word = random();
  for (std::uint64_t& word : keys.fold) word = random();
  keys.strong = {random(), random()};
  return keys;
}

const TextHash::Keys& Keys() {
  static const TextHash::Keys keys = MakeKeys(7);
  return keys;
}

std::string RandomText(std::size_t bytes, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

/// All lengths up to four vectors, around powers of two, and the longest.
std::vector<std::size_t> Lengths() {
  std::vector<std::size_t> lengths;
  for (std::size_t length = 0; length <= 200; ++length) lengths.push_back(length);
  for (const std::size_t length : {255, 256, 257, 1000, 1023, 1024, 1025, 4095, 10239}) {
    lengths.push_back(length);
  }
  lengths.push_back(TextHash::kLongest);
  return lengths;
}

/// The definition of the multilinear hash.
std::uint64_t Fold(const TextHash::Keys& keys, std::uint64_t low, std::uint64_t high) {
  const auto wide = [&](std::size_t low_word, std::size_t high_word) {
    return Wide{keys.fold[high_word]} << 64U | keys.fold[low_word];
  };
  return static_cast<std::uint64_t>((wide(1, 0) + wide(2, 3) * low + wide(4, 5) * high) >> 64U);
}

template <class Word>
std::vector<Word> WordsOf(std::string_view text, std::size_t piece) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::size_t from = std::min(at, text.size() - piece);
    for (std::size_t byte = 0; byte < piece; byte += sizeof(Word)) {
      Word word;
      std::memcpy(&word, text.data() + from + byte, sizeof word);
      words.push_back(word);
    }
  }
  return words;
}

/// The definition of NH with words of 64 bits, for texts of at least 16 bytes.
std::uint64_t NhOfWords(std::string_view text) {
  const auto words = WordsOf<std::uint64_t>(text, 16);
  Wide sum = 0;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const auto keyed = [&](std::size_t at) -> std::uint64_t {
      return words[at] + Keys().words[at];
    };
    sum += Wide{keyed(i)} * keyed(i + 1);
  }
  return Fold(Keys(), static_cast<std::uint64_t>(sum), static_cast<std::uint64_t>(sum >> 64U));
}

/// The definition of NH with words of 32 bits and two passes, for texts of at least 32 bytes.
std::uint64_t NhOfHalfWords(std::string_view text) {
  const auto words = WordsOf<std::uint32_t>(text, 32);
  std::uint64_t sums[2] = {};
  for (std::size_t pass = 0; pass < 2; ++pass) {
    const auto keyed = [&](std::size_t at) -> std::uint32_t {
      std::uint32_t key = 0;
      std::memcpy(&key, reinterpret_cast<const char*>(Keys().words.data()) + pass * 32 + at * 4, 4);
      return words[at] + key;
    };
    for (std::size_t i = 0; i < words.size(); i += 2) {
      sums[pass] += std::uint64_t{keyed(i)} * keyed(i + 1);
    }
  }
  return Fold(Keys(), sums[0], sums[1]);
}

bool HasVectors() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

TEST(TextHashTest, IsNhFollowedByAMultilinearHash) {
  const TextHash by_words{&Keys(), TextHash::Vectors::kNone};
  const TextHash hash{&Keys()};
  for (const std::size_t length : Lengths()) {
    if (length < 16) continue;
    const std::string text = RandomText(length, length);
    const bool vectors = HasVectors() && length >= TextHash::kShortestForVectors;

    EXPECT_EQ(by_words.Fast(text), NhOfWords(text)) << length;
    EXPECT_EQ(hash.Fast(text), vectors ? NhOfHalfWords(text) : NhOfWords(text)) << length;
  }
}

class TextHashKindTest : public testing::TestWithParam<TextHash::Vectors> {
 protected:
  const TextHash hash_{&Keys(), GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Kinds, TextHashKindTest,
                         testing::Values(TextHash::Vectors::kNone, TextHash::Vectors::kIfAvailable),
                         [](const auto& kind) {
                           return kind.param == TextHash::Vectors::kNone ? "Words" : "Vectors";
                         });

TEST_P(TextHashKindTest, EveryBitOfATextChangesBothHashes) {
  for (const std::size_t length : Lengths()) {
    std::string text = RandomText(length, length);
    const std::size_t step = length <= 200 ? 1 : length / 97;
    std::set<std::uint64_t> fast{hash_.Fast(text)};
    std::set<std::string> strong{Hex(hash_.Strong(text))};
    std::size_t changes = 1;
    for (std::size_t at = 0; at < length; at += step) {
      for (unsigned bit = 0; bit < 8; ++bit, ++changes) {
        text[at] = static_cast<char>(text[at] ^ 1U << bit);
        fast.insert(hash_.Fast(text));
        if (bit == at % 8) strong.insert(Hex(hash_.Strong(text)));
        text[at] = static_cast<char>(text[at] ^ 1U << bit);
      }
    }
    EXPECT_EQ(fast.size(), changes) << length;
    EXPECT_EQ(strong.size(), 1 + (length + step - 1) / step) << length;
  }
}

TEST_P(TextHashKindTest, DependsNeitherOnTheAddressNorOnTheBytesAroundTheText) {
  for (const std::size_t length : Lengths()) {
    const std::string text = RandomText(length, 1);
    for (std::size_t shift = 0; shift < 5; ++shift) {
      const std::string around = RandomText(shift, shift) + text + RandomText(64, shift + 1);
      EXPECT_EQ(hash_.Fast(std::string_view{around}.substr(shift, length)), hash_.Fast(text));
    }
  }
}

TEST_P(TextHashKindTest, ReadsNothingBehindTheText) {
  for (const std::size_t length : Lengths()) {
    const std::vector<char> exact(length, 'x');  // a sanitizer sees reads beyond it

    EXPECT_EQ(hash_.Fast({exact.data(), length}), hash_.Fast(std::string(length, 'x')));
  }
}

TEST_P(TextHashKindTest, OtherKeysGiveOtherHashes) {
  const TextHash::Keys other_keys = MakeKeys(8);
  const TextHash other{&other_keys, GetParam()};
  for (const std::size_t length : Lengths()) {
    const std::string text = RandomText(length, 2);
    EXPECT_NE(hash_.Fast(text), other.Fast(text)) << length;
    EXPECT_FALSE(hash_.Strong(text) == other.Strong(text)) << length;
  }
}

TEST(TextHashTest, TheKeysOfTheProcessAreRandomAndInNoCoreDump) {
  const TextHash* const hash = TextHash::OfProcess();
  ASSERT_NE(hash, nullptr);
  const TextHash::Keys none;

  EXPECT_EQ(hash, TextHash::OfProcess());
  EXPECT_NE(hash->Fast("SELECT 1"), TextHash{&none}.Fast("SELECT 1"));
  EXPECT_FALSE(hash->Strong("SELECT 1") == TextHash{&none}.Strong("SELECT 1"));
  // The flag dd of a mapping: it is left out of core dumps (proc(5)).
  const auto keys = reinterpret_cast<std::uintptr_t>(hash->keys());
  std::ifstream mappings{"/proc/self/smaps"};
  bool inside = false;
  std::string flags;
  for (std::string line; std::getline(mappings, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
      inside = begin <= keys && keys + sizeof(TextHash::Keys) <= end;
    } else if (inside && line.rfind("VmFlags:", 0) == 0) {
      flags = line + ' ';
    }
  }
  EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
}

}  // namespace
}  // namespace dbspan
