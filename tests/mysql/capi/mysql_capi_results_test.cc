// The rows of several results are counted once, in whichever way a program reads each of them.
#include <array>
#include <cstdint>

#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

enum class Way { kFetched, kStored, kStoredAndFetched, kStoredAndFetchedToTheEnd };
constexpr std::array kWays = {Way::kFetched, Way::kStored, Way::kStoredAndFetched,
                              Way::kStoredAndFetchedToTheEnd};

/// Numbers of rows of the results of the procedure.
constexpr std::array<int, 3> kRows = {2, 0, 3};

class MySqlCApiResultsTest : public MySqlCApiFixture {
 protected:
  MySqlCApiResultsTest() {
    Query("DROP PROCEDURE IF EXISTS three_results");
    EXPECT_EQ(Query("CREATE PROCEDURE three_results() BEGIN SELECT a FROM t WHERE a < 3; "
                    "SELECT a FROM t WHERE a > 3; SELECT a FROM t; END"),
              0);
    telemetry_.Clear();
  }
  ~MySqlCApiResultsTest() override { Query("DROP PROCEDURE three_results"); }

  static std::int64_t Read(MYSQL_STMT* statement, Way way) {
    if (way != Way::kFetched) {
      EXPECT_EQ(mysql_stmt_store_result(statement), 0);
    }
    if (way == Way::kStored) return static_cast<std::int64_t>(mysql_stmt_num_rows(statement));
    std::int64_t rows = 0;
    if (way == Way::kStoredAndFetched) {  // and no call that finds the end
      const auto stored = static_cast<std::int64_t>(mysql_stmt_num_rows(statement));
      while (rows < stored && mysql_stmt_fetch(statement) == 0) ++rows;
      return rows;
    }
    while (mysql_stmt_fetch(statement) == 0) ++rows;
    return rows;
  }
};

TEST_F(MySqlCApiResultsTest, RowsOfPreparedStatementsAreCountedOnceInEachWayToReadThem) {
  const Statement call = Prepare("CALL three_results()");
  for (std::size_t ways = 0; ways < 64; ++ways) {
    SCOPED_TRACE("ways " + std::to_string(ways));
    telemetry_.Clear();
    ASSERT_EQ(mysql_stmt_execute(call.get()), 0);
    std::size_t result = 0;
    std::size_t rest = ways;
    do {
      if (mysql_stmt_field_count(call.get()) == 0) continue;
      ASSERT_LT(result, kRows.size());
      EXPECT_EQ(Read(call.get(), kWays[rest % 4]), kRows[result]);
      mysql_stmt_free_result(call.get());
      rest /= 4;
      ++result;
    } while (mysql_stmt_next_result(call.get()) == 0);

    EXPECT_EQ(result, kRows.size());
    EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(Returned(5), KeepsTheContract())));
  }
}

TEST_F(MySqlCApiResultsTest, WarningsAreCountedOnceIfAStoredResultIsRead) {
  Query("DROP PROCEDURE three_results");
  ASSERT_EQ(Query("CREATE PROCEDURE three_results() BEGIN SELECT CAST('1x' AS SIGNED); END"), 0);
  const Statement call = Prepare("CALL three_results()");
  std::vector<RecordedSpan> spans;
  for (const Way way : kWays) {
    telemetry_.Clear();
    ASSERT_EQ(mysql_stmt_execute(call.get()), 0);
    do {
      if (mysql_stmt_field_count(call.get()) != 0) Read(call.get(), way);
      mysql_stmt_free_result(call.get());
    } while (mysql_stmt_next_result(call.get()) == 0);

    ASSERT_EQ(telemetry_.Spans().size(), 1U);
    spans.push_back(telemetry_.Spans().front());
    EXPECT_EQ(spans.back().attributes, spans.front().attributes);
  }
}

}  // namespace
}  // namespace dbspan::test
