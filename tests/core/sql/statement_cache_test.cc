#include "core/sql/statement_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace dbspan {
namespace {

using sql_text::Dialect;

TEST(StatementCacheTest, TheSameTextIsAnalyzedOnce) {
  StatementCache cache{4096};

  const auto first = cache.Share("SELECT 1", Dialect::kPostgreSql);
  const auto again = cache.Share(std::string{"SELECT 1"}, Dialect::kPostgreSql);

  EXPECT_EQ(first, again);
  EXPECT_EQ(first->text, "SELECT ?");
}

TEST(StatementCacheTest, LongTextsAreNotKept) {
  StatementCache cache{4096};
  const std::string text = "SELECT '" + std::string(StatementCache::kLongestText, 'x') + "'";

  const auto statement = cache.Share(text, Dialect::kPostgreSql);

  EXPECT_EQ(statement->text, "SELECT ?");
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(StatementCacheTest, StaysWithinItsBytesWhateverComes) {
  constexpr std::size_t kBytes = std::size_t{256} * 1024;
  StatementCache cache{4096, kBytes};

  for (int i = 0; i < 20'000; ++i) {
    cache.Share("SELECT " + std::to_string(i) + " FROM t", Dialect::kMySql);
    ASSERT_LE(cache.bytes(), kBytes);
  }

  EXPECT_GT(cache.bytes(), kBytes / 2);
}

TEST(StatementCacheTest, AThreadMayUseMoreStatementsInTurnsThanItRemembersAtFirst) {
  StatementCache cache{4096};
  StatementCache other{7};
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 3 * round; ++i) {
      const std::string text = "SELECT a" + std::to_string(i);
      detail::StatementPtr own;
      ASSERT_EQ(cache.Find(text, Dialect::kMySql, own)->text, text);
      ASSERT_EQ(other.Find(text, Dialect::kMySql, own)->text, text.substr(0, 6) + " ");
    }
  }
}

TEST(StatementCacheTest, ThreadsShareIt) {
  StatementCache cache{4096, std::size_t{64} * 1024};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&cache] {
      for (int i = 0; i < 2000; ++i) {
        const auto statement = cache.Share("SELECT a" + std::to_string(i % 300), Dialect::kMySql);
        ASSERT_EQ(statement->text, "SELECT a" + std::to_string(i % 300));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace dbspan
