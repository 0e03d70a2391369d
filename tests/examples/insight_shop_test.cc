// Runs the three commands of docs/insight.md on the shop with a deliberate N+1 pattern: the page of
// `dbspan run`, the log record, and the shop's own test. The corrected shop must have no finding.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Program(const std::string& name) { return std::string{EXAMPLES_DIR} + "/" + name; }

std::string Shop(const std::string& state) {
  return Program("shop_" + state) + " '" + PostgresServer().text + "'";
}

std::string ReadFile(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string RunWithPage(const std::string& state, const std::string& page) {
  return OutputOf(std::string{DBSPAN_COMMAND} + " run --html " + page + " -- " + Shop(state) +
                  "; echo status $?");
}

std::string RunWithLog(const std::string& state) {
  return OutputOf(
      "DBSPAN_FINDINGS=log DBSPAN_CALL_SITES=true OTEL_LOGS_EXPORTER=console "
      "OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none " +
      Shop(state));
}

TEST(InsightShopTest, ThePageOfARunHasTheFindingAndWhereItIsCalled) {
  const std::string page =
      ::testing::TempDir() + "insight_shop_before_" + std::to_string(getpid()) + ".html";

  const std::string output = RunWithPage("before", page);

  EXPECT_THAT(output, HasSubstr("25 articles\n"));
  EXPECT_THAT(output, HasSubstr("status 0\n"));
  const std::string html = ReadFile(page);
  EXPECT_THAT(html, HasSubstr("SELECT stock ran 25 times in a row below «checkout»"));
  EXPECT_THAT(html, HasSubstr("first called from shop::StockOfOrder"));
}

TEST(InsightShopTest, TheLogRecordHasTheFinding) {
  const std::string output = RunWithLog("before");

  EXPECT_THAT(output, HasSubstr("dbspan.finding"));
  EXPECT_THAT(output, HasSubstr("repeated-statement"));
  EXPECT_THAT(output, HasSubstr("SELECT stock ran 25 times in a row"));
  EXPECT_THAT(output, ContainsRegex("shop_before[[][0-9a-f]+]\\+0x[0-9a-f]+"));
}

TEST(InsightShopTest, SymbolizeNamesThePlaceInTheLogRecord) {
  const std::string output = OutputOf(
      "DBSPAN_FINDINGS=log DBSPAN_CALL_SITES=true OTEL_LOGS_EXPORTER=console "
      "OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none " +
      Shop("before") + " 2>&1 | " + DBSPAN_COMMAND + " symbolize --binary " +
      Program("shop_before"));

  EXPECT_THAT(output, HasSubstr("shop::StockOfOrder"));
}

TEST(InsightShopTest, ATestOfItsOwnFails) {
  const std::string output = OutputOf("SHOP_POSTGRES='" + PostgresServer().text + "' " +
                                      Program("stock_test_googletest_before") + "; echo status $?");

  EXPECT_THAT(output, HasSubstr("status 1\n"));
  EXPECT_THAT(output, HasSubstr("SELECT stock ran 25 times in a row"));
}

TEST(InsightShopTest, TheMendedShopHasNoFinding) {
  const std::string page =
      ::testing::TempDir() + "insight_shop_after_" + std::to_string(getpid()) + ".html";

  EXPECT_THAT(RunWithPage("after", page), HasSubstr("status 0\n"));
  EXPECT_THAT(ReadFile(page), Not(HasSubstr("ran 25 times")));
  EXPECT_THAT(RunWithLog("after"), Not(HasSubstr("dbspan.finding")));
}

}  // namespace
}  // namespace dbspan::test
