#include "pg/prepared_texts.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "tests/support/captured_log.h"

namespace dbspan::pg {
namespace {

using detail::pg::PreparedTexts;

std::string NameOf(std::size_t i) { return "s" + std::to_string(i); }

void Fill(PreparedTexts& texts, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) texts.Keep(NameOf(i), "SELECT " + std::to_string(i));
}

TEST(PgPreparedTextsTest, AreKeptReplacedAndForgotten) {
  PreparedTexts texts;
  texts.Keep("a", "SELECT 1");
  texts.Keep("", "SELECT 3");
  texts.Keep("a", "SELECT 2");

  EXPECT_EQ(texts.Find("a"), "SELECT 2");
  EXPECT_EQ(texts.Find(""), "SELECT 3");
  texts.Forget("a");
  texts.Forget("never prepared");
  EXPECT_EQ(texts.Find("a"), "");
  texts.Clear();
  EXPECT_EQ(texts.Find(""), "");
}

TEST(PgPreparedTextsTest, OfAllNamesUpToTheLimitAreKept) {
  PreparedTexts texts;

  Fill(texts, PreparedTexts::kMost);

  for (std::size_t i = 0; i < PreparedTexts::kMost; ++i) {
    ASSERT_EQ(texts.Find(NameOf(i)), "SELECT " + std::to_string(i));
  }
}

// The first test that misses a text, because the line is written once per process.
TEST(PgPreparedTextsTest, ADroppedTextIsReportedWhenItIsMissed) {
  const test::CapturedLog log;
  PreparedTexts texts;
  texts.Find("prepared elsewhere");
  Fill(texts, PreparedTexts::kMost + 1);
  EXPECT_EQ(log.Text(), "");

  texts.Find(NameOf(0));
  texts.Find(NameOf(0));

  EXPECT_EQ(log.Text(),
            "[dbspan] a connection has prepared more statements than dbspan keeps the texts of "
            "(4096, or 16 MiB of text): those that were not used for the longest time are recorded "
            "without text. Prepare each statement once and reuse its name\n");
}

TEST(PgPreparedTextsTest, TheOneThatWasNotUsedForTheLongestTimeIsDropped) {
  PreparedTexts texts;
  Fill(texts, PreparedTexts::kMost);
  texts.Find(NameOf(0));

  texts.Keep("new", "SELECT 'new'");

  EXPECT_EQ(texts.Find(NameOf(0)), "SELECT 0");
  EXPECT_EQ(texts.Find(NameOf(1)), "");
  EXPECT_EQ(texts.Find(NameOf(2)), "SELECT 2");
  EXPECT_EQ(texts.Find("new"), "SELECT 'new'");
}

TEST(PgPreparedTextsTest, ReplacingAndForgettingMakeNoOtherRoom) {
  PreparedTexts texts;
  Fill(texts, PreparedTexts::kMost);

  texts.Keep(NameOf(7), "SELECT 'other'");
  texts.Forget(NameOf(8));
  texts.Keep("new", "SELECT 'new'");

  EXPECT_EQ(texts.Find(NameOf(0)), "SELECT 0");
  EXPECT_EQ(texts.Find(NameOf(7)), "SELECT 'other'");
  EXPECT_EQ(texts.Find("new"), "SELECT 'new'");
}

TEST(PgPreparedTextsTest, LongTextsAreBoundedByTheirBytes) {
  const std::string half(PreparedTexts::kMostBytes / 2, 'x');
  PreparedTexts texts;
  texts.Keep("first", half);
  texts.Keep("second", half);
  texts.Keep("third", "SELECT 3");

  EXPECT_EQ(texts.Find("first"), "");
  EXPECT_EQ(texts.Find("third"), "SELECT 3");
  texts.Keep("larger than all", half + half + "x");
  EXPECT_EQ(texts.Find("larger than all"), "");
}

}  // namespace
}  // namespace dbspan::pg
