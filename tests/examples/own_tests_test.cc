// Runs the example of an application's own tests (examples/testing) with each test framework.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string RunStockTest(const std::string& program) {
  return OutputOf("SHOP_POSTGRES='" + PostgresServer().text + "' " + OWN_TESTS_DIR +
                  "/stock_test_" + program + " 2>&1; echo status $?");
}

class OwnTestsTest : public ::testing::TestWithParam<const char*> {};

TEST_P(OwnTestsTest, FailBeforeTheLoopIsMendedAndPassAfterwards) {
  const std::string framework = GetParam();

  const std::string before = RunStockTest(framework + "_before");
  EXPECT_THAT(before, Not(HasSubstr("status 0\n")));
  EXPECT_THAT(before, HasSubstr("SELECT stock ran 25 times"));
  EXPECT_THAT(before, HasSubstr("─ SELECT stock  × 25  postgresql"));
  EXPECT_THAT(before, HasSubstr("ANY(…)"));

  EXPECT_THAT(RunStockTest(framework + "_after"), HasSubstr("status 0\n"));
}

INSTANTIATE_TEST_SUITE_P(Frameworks, OwnTestsTest,
                         ::testing::Values("googletest", "catch2", "doctest"),
                         [](const auto& framework) { return std::string{framework.param}; });

TEST(OwnTestsOfBudgetsTest, AnExceededBudgetFailsTheTest) {
  const std::string before = RunStockTest("googletest_before");

  EXPECT_THAT(before, HasSubstr("over-budget: «stock of an order» ran 26 operations in "));
  EXPECT_THAT(before, HasSubstr("[  FAILED  ] StockOfOrderTest.KeepsItsBudget"));
}

}  // namespace
}  // namespace dbspan::test
