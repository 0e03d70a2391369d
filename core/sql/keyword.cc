#include "core/sql/keyword.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/sql/keyword_words.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kSlots = 512;

constexpr std::array<KeywordForms, 32> MakeForms() {
  std::array<KeywordForms, 32> forms{};
  for (const KeywordEntry& entry : kKeywordWords) {
    KeywordForms& known = forms[static_cast<unsigned char>(entry.word.front()) & 31U];
    known.lengths |= std::uint32_t{1} << entry.word.size();
    known.last_letters |= std::uint32_t{1} << (static_cast<unsigned char>(entry.word.back()) & 31U);
  }
  return forms;
}

constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// A word of at most 16 bytes as two numbers, without the bit that distinguishes cases: its first
/// eight bytes; and its size together with its last eight bytes if it has more than eight. Two
/// words are equal if and only if their keys are: names do not contain the characters that differ
/// from letters only in that bit.
struct Key {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

constexpr std::uint64_t kCaseBits = 0x2020202020202020U;

// Without a loop, so that compilers turn it into a single load.
constexpr std::uint64_t Byte(const char* at, unsigned index) noexcept {
  return static_cast<std::uint64_t>(static_cast<unsigned char>(at[index])) << (8U * index);
}
constexpr std::uint64_t Load8(const char* at) noexcept {
  return Byte(at, 0) | Byte(at, 1) | Byte(at, 2) | Byte(at, 3) | Byte(at, 4) | Byte(at, 5) |
         Byte(at, 6) | Byte(at, 7);
}

constexpr std::uint64_t LoadShort(std::string_view word) noexcept {
  std::uint64_t bytes = 0;
  for (unsigned i = 0; i < word.size(); ++i) bytes |= Byte(word.data(), i);
  return bytes;
}

constexpr Key KeyOf(std::string_view word, bool readable) noexcept {
  constexpr std::size_t kBytes = sizeof(std::uint64_t);
  const char* const begin = word.data();
  const std::uint64_t size = word.size();
  if (size > kBytes) {
    return {Load8(begin) & ~kCaseBits, (Load8(begin + size - kBytes) & ~kCaseBits) + (size << 56U)};
  }
  const std::uint64_t bytes =
      readable ? Load8(begin) & ~std::uint64_t{0} >> (8 * (kBytes - size)) : LoadShort(word);
  return {bytes & ~kCaseBits, size << 56U};
}

constexpr std::size_t Slot(const Key& key) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(((key.first ^ (key.last >> 7U)) * kOdd) >> 55U);
}

struct KeyedKeyword {
  Key key;
  Keyword keyword = Keyword::kNone;
};

constexpr std::array<KeyedKeyword, kSlots> MakeTable() {
  std::array<KeyedKeyword, kSlots> table{};
  for (const KeywordEntry& entry : kKeywordWords) {
    const Key key = KeyOf(entry.word, false);
    std::size_t slot = Slot(key);
    while (table[slot].keyword != Keyword::kNone) slot = (slot + 1) % kSlots;
    table[slot] = {key, entry.keyword};
  }
  return table;
}

constexpr std::array<KeyedKeyword, kSlots> kTable = MakeTable();

}  // namespace

bool EqualsIgnoringCase(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (Upper(left[i]) != Upper(right[i])) return false;
  }
  return true;
}

constexpr std::array<KeywordForms, 32> kKeywordForms = MakeForms();

Keyword LookUpKeyword(std::string_view word, const char* text_end) noexcept {
  const Key key = KeyOf(word, text_end - word.data() >= std::ptrdiff_t{8});
  for (std::size_t slot = Slot(key); kTable[slot].keyword != Keyword::kNone;
       slot = (slot + 1) % kSlots) {
    const KeyedKeyword& candidate = kTable[slot];
    if (candidate.key.first == key.first && candidate.key.last == key.last) {
      return candidate.keyword;
    }
  }
  return Keyword::kNone;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
