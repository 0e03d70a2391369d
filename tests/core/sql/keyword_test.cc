#include "core/sql/keyword.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <string>
#include <string_view>

#include "core/sql/character.h"
#include "core/sql/keyword_words.h"

namespace dbspan::sql_text {
namespace {

/// Reference implementation: searches the list of words one by one.
Keyword FindOneByOne(std::string_view word) {
  for (const KeywordEntry& entry : kKeywordWords) {
    if (EqualsIgnoringCase(entry.word, word)) return entry.keyword;
  }
  return Keyword::kNone;
}

/// Expects the keyword to be found regardless of its surroundings: alone, at the end of a text, or
/// followed by other text.
void ExpectFound(const std::string& word) {
  const Keyword expected = FindOneByOne(word);
  const std::string text = word + " and what follows it";
  const std::string_view within = std::string_view{text}.substr(0, word.size());
  ASSERT_EQ(FindKeyword(word), expected) << word;
  ASSERT_EQ(FindKeyword(within, text.data() + text.size()), expected) << word;
  ASSERT_EQ(FindKeyword(within, text.data() + word.size()), expected) << word;
}

TEST(CharacterTest, FoldsTheAsciiLettersAndNothingElse) {
  for (int c = 0; c < 256; ++c) {
    const char one = static_cast<char>(c);
    EXPECT_EQ(FoldCase(one), c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : one) << c;
  }
}

TEST(KeywordTest, EveryKeywordIsFoundInAnyCase) {
  std::mt19937 random{3};
  for (const KeywordEntry& entry : kKeywordWords) {
    std::string word{entry.word};
    ExpectFound(word);
    for (int round = 0; round < 20; ++round) {
      for (char& c : word) {
        const auto letter = static_cast<unsigned char>(c);
        c = static_cast<char>(random() % 2 == 0 ? std::tolower(letter) : std::toupper(letter));
      }
      ExpectFound(word);
    }
  }
}

TEST(KeywordTest, WordsThatDifferInOneCharacterAreNone) {
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_$";
  for (const KeywordEntry& entry : kKeywordWords) {
    for (std::size_t at = 0; at < entry.word.size(); ++at) {
      for (const char c : kCharacters) {
        std::string word{entry.word};
        word[at] = c;
        ExpectFound(word);
      }
      std::string shorter{entry.word};
      ExpectFound(shorter.erase(at, 1));
      std::string longer{entry.word};
      ExpectFound(longer.insert(at, 1, 'E'));
    }
  }
  ExpectFound("");
  ExpectFound(std::string(40, 'S'));
}

TEST(AsciiNameEndTest, IsTheFirstByteThatIsNoNameWhereverItStands) {
  for (int c = 0; c < 256; ++c) {
    const char mark = static_cast<char>(c);
    const bool name = Is(mark, kNameBit) && c < 0x80;
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(40, 'z');
      text[at] = mark;
      const char* const begin = text.data();
      const char* const expected = begin + (name ? text.size() : at);
      ASSERT_EQ(AsciiNameEnd(begin, begin + text.size()), expected) << c << " at " << at;
      ASSERT_EQ(AsciiNameEnd(begin, begin + at), begin + at) << c << " at " << at;
    }
  }
}

}  // namespace
}  // namespace dbspan::sql_text
