#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Shop(const std::string& program) {
  return OutputOf(program + " '" + PostgresServer().text + "' '" + RedisServer().text + "' '" +
                  MySqlServer().text + "'");
}

std::string Contents(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(ShopTest, TracesAllThreeSystemsUnderOneParent) {
  const std::string tree = Shop(SHOP_TRACED);

  EXPECT_THAT(tree, HasSubstr("INSERT orders ×100"));
  EXPECT_THAT(tree, ContainsRegex("100000 affected"));
  EXPECT_THAT(tree, ContainsRegex("\ncheckout "));
  EXPECT_THAT(
      tree,
      ContainsRegex(
          "├─ GET [^\n]*redis[^\n]*  miss\n├─ SELECT customers [^\n]*postgresql[^\n]*  1 row\n"));
  EXPECT_THAT(tree, ContainsRegex("├─ GET [^\n]*  hit\n"));
  EXPECT_THAT(tree, ContainsRegex("├─ PIPELINE SET "));
  EXPECT_THAT(tree, ContainsRegex("├─ MGET [^\n]*  3 rows, 2 × hit, miss\n"));
  EXPECT_THAT(tree, ContainsRegex("├─ UPDATE stock [^\n]*m(ysql|ariadb)[^\n]*  1 affected\n"));
  EXPECT_THAT(tree, ContainsRegex("├─ INSERT orders [^\n]*  1 row, 1 affected\n"));
  EXPECT_THAT(tree, ContainsRegex("ERROR 42P01 "));
  EXPECT_THAT(tree, ContainsRegex("ERROR 1062 "));
  EXPECT_THAT(tree, ContainsRegex("└─ LPUSH [^\n]*ERROR WRONGTYPE "));
  EXPECT_THAT(tree, Not(HasSubstr("hunter2")));
}

TEST(ShopTest, WithPlainHeadersNothingIsTraced) {
  const std::string tree = Shop(SHOP_PLAIN);

  EXPECT_THAT(tree, ContainsRegex("\ncheckout "));
  EXPECT_THAT(tree, Not(HasSubstr("├─")));
}

TEST(ShopTest, TheReadmeShowsExactlyTheDifference) {
  const std::string diff = OutputOf("cd " SHOP_SOURCE_DIR
                                    " && diff -u --label plain/clients.h --label traced/clients.h "
                                    "plain/clients.h traced/clients.h");

  ASSERT_THAT(diff, HasSubstr("+#include <dbspan/pqxx>"));
  EXPECT_THAT(Contents(README), HasSubstr(diff));
}

}  // namespace
}  // namespace dbspan::test
