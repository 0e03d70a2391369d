#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "view/attribute_sets.h"
#include "view/blocks.h"
#include "view/string_table.h"

namespace dbspan::view {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::uint32_t kMany = 200'000;  // more than a block

TEST(BlocksTest, KeepTheirElementsWhileTheyGrowAndShrink) {
  Blocks<std::uint64_t> blocks;
  for (std::uint64_t i = 0; i < kMany; ++i) blocks.push_back(i);
  const std::uint64_t* const first = &blocks[0];
  blocks.Shrink(100'000);
  blocks.Shrink(150'000);  // has fewer already
  blocks.push_back(7);

  EXPECT_EQ(blocks.size(), 100'001U);
  EXPECT_EQ(blocks.back(), 7U);
  EXPECT_EQ(&blocks[0], first);
  std::uint64_t expected = 0;
  for (const std::uint64_t element : blocks) {
    if (expected < 100'000) {
      ASSERT_EQ(element, expected);
    }
    ++expected;
  }
  EXPECT_EQ(expected, 100'001U);

  blocks.Shrink(0);
  EXPECT_TRUE(blocks.empty());
  blocks.push_back(9);
  EXPECT_EQ(blocks[0], 9U);
}

TEST(StringTableTest, HasEachTextOnceAtAnAddressThatStays) {
  StringTable table;
  const std::uint32_t first = table.Add("first");
  const char* const letters = table[first].data();
  for (std::uint32_t i = 0; i < kMany; ++i) table.Add("text " + std::to_string(i));
  const std::uint32_t large = table.Add(std::string(1'000'000, 'x'));

  EXPECT_EQ(table.Add(""), 0U);
  EXPECT_EQ(table[0], "");
  EXPECT_EQ(table.size(), kMany + 3U);
  EXPECT_EQ(table[first].data(), letters);
  EXPECT_EQ(table.Add("first"), first);
  EXPECT_EQ(table[large].size(), 1'000'000U);
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const std::string text = "text " + std::to_string(i);
    ASSERT_EQ(table.Add(text), i + 2);
    ASSERT_EQ(table[i + 2], text);
  }
  EXPECT_EQ(table.Find("no such text"), HashIndex::kNone);
  const StringTable moved = std::move(table);
  EXPECT_EQ(moved[first], "first");
}

TEST(AttributeSetsTest, HasEachSetOnceAndReplacesIt) {
  AttributeSets sets;
  for (std::uint32_t i = 0; i < kMany; ++i) sets.Add({{1, i}, {2, i}});
  EXPECT_EQ(sets.Add({}), 0U);
  EXPECT_EQ(sets.Add({{1, 5}, {2, 5}}), 6U);
  EXPECT_EQ(sets.Add({{2, 5}, {1, 5}}), kMany + 1) << "the order counts";
  EXPECT_THAT(sets[6], ElementsAre(Pair(1, 5), Pair(2, 5)));

  sets.Replace(6, {{3, 3}});
  EXPECT_THAT(sets[6], ElementsAre(Pair(3, 3)));
  EXPECT_THAT(sets[7], ElementsAre(Pair(1, 6), Pair(2, 6)));
}

}  // namespace
}  // namespace dbspan::view
