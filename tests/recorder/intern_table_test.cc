#include "recorder/intern_table.h"

#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "recorder/texts.h"
#include "tests/support/captured_log.h"

namespace dbspan::recorder {
namespace {

std::string FirstPart(const InternedTexts& texts) { return std::string{texts.parts[0]}; }

InternedTexts Named(std::string_view name) {
  InternedTexts texts;
  texts.parts[0] = name;
  return texts;
}

TEST(InternTableTest, TheSameTextsHaveTheSameNumber) {
  InternTable table{FirstPart, 10, 10000};
  const std::string copy = "users";

  const TextId id = table.Intern(Named("users"));

  EXPECT_NE(id, 0U);
  EXPECT_EQ(table.Intern(Named(copy)), id);
  EXPECT_NE(table.Intern(Named("orders")), id);
  EXPECT_EQ(table.at(id).fields, "users");
}

TEST(InternTableTest, TextsThatDifferInOnePartOnlyDiffer) {
  InternTable table{FirstPart, 100, 100000};
  std::vector<InternedTexts> all(9);
  for (std::size_t i = 0; i < InternedTexts::kParts; ++i) all[i].parts[i] = "x";
  all[6].ports[0] = 5432;
  all[7].ports[1] = 5432;
  all[8].encoded = "x";

  std::vector<TextId> ids;
  for (const InternedTexts& texts : all) ids.push_back(table.Intern(texts));

  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(ids[i], i + 1);
    EXPECT_TRUE(table.at(ids[i]).texts == all[i]);
  }
}

TEST(InternTableTest, OutlivesTheTextsGiven) {
  InternTable table{FirstPart, 10, 10000};
  std::string name = "users";
  const TextId id = table.Intern(Named(name));

  name = "-----";

  EXPECT_EQ(table.at(id).texts.parts[0], "users");
}

TEST(InternTableTest, FullOfEntriesItStillKnowsThoseItHas) {
  InternTable table{FirstPart, 2, 10000};
  const TextId first = table.Intern(Named("a"));
  table.Intern(Named("b"));

  EXPECT_EQ(table.Intern(Named("c")), 0U);
  EXPECT_EQ(table.Intern(Named("a")), first);
}

int encoded = 0;

TEST(InternTableTest, FullItEncodesNothing) {
  const InternTable::Encode count = [](const InternedTexts& texts) {
    ++encoded;
    return FirstPart(texts);
  };
  InternTable of_entries{count, 1, 10000};
  InternTable of_bytes{count, 10, 10};
  of_entries.Intern(Named("a"));
  encoded = 0;

  EXPECT_EQ(of_entries.Intern(Named("b")), 0U);
  EXPECT_EQ(of_bytes.Intern(Named("b")), 0U);

  EXPECT_EQ(encoded, 0);
}

TEST(InternTableTest, HoldsNoMoreBytesThanAllowed) {
  InternTable table{FirstPart, 1000, 2000};

  for (int i = 0; i < 100; ++i)
    table.Intern(Named(std::string(100, static_cast<char>('a' + i % 26)) + std::to_string(i)));

  EXPECT_GT(table.bytes(), 1000U);
  EXPECT_LE(table.bytes(), 2000U);
}

TEST(InternTableTest, ThreadsAgreeOnTheNumbers) {
  InternTable table{FirstPart, 10000, 10000000};
  std::vector<std::vector<TextId>> ids(4);
  std::vector<std::thread> threads;

  for (auto& own : ids) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) own.push_back(table.Intern(Named("name" + std::to_string(i))));
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (int i = 0; i < 500; ++i) {
    EXPECT_EQ(table.at(ids[0][i]).texts.parts[0], "name" + std::to_string(i));
    for (const auto& own : ids) EXPECT_EQ(own[i], ids[0][i]);
  }
}

TEST(TextsTest, ThatThereIsNoRoomIsReported) {
  Texts texts{1000};
  const test::CapturedLog log;

  for (int i = 0; i < 20; ++i) {
    StatementTexts statement;
    const std::string name = "SELECT t" + std::to_string(i);
    statement.name = name;
    texts.Intern(statement);
  }

  EXPECT_THAT(log.Text(), ::testing::HasSubstr("there are more different statements"));
}

TEST(TextsTest, StatementsOfOneDimensionShareIt) {
  Texts texts{1 << 20};
  StatementTexts first;
  first.name = first.summary = "SELECT users";
  first.text = "SELECT a FROM users";
  StatementTexts second = first;
  second.text = "SELECT b FROM users";
  StatementTexts other = first;
  other.summary = "SELECT orders";

  const TextId a = texts.Intern(first);
  const TextId b = texts.Intern(second);
  const TextId c = texts.Intern(other);

  EXPECT_NE(a, b);
  EXPECT_EQ(texts.DimensionOf(a), texts.DimensionOf(b));
  EXPECT_NE(texts.DimensionOf(a), texts.DimensionOf(c));
  EXPECT_EQ(texts.dimension(texts.DimensionOf(a)).summary, "SELECT users");
  EXPECT_EQ(texts.dimension(texts.DimensionOf(a)).text, "");
}

}  // namespace
}  // namespace dbspan::recorder
