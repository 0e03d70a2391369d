// The memory of a connection that prepares and closes statements.
#include <string>

#include "tests/mysql/capi/mysql_capi_fixture.h"
#include "tests/support/heap.h"

namespace dbspan::test {
namespace {

class MySqlCApiGrowthTest : public MySqlCApiFixture {};

TEST_F(MySqlCApiGrowthTest, PreparedStatementsThatAreClosedLeaveNothing) {
  const std::size_t growth = GrowthOver([&](int i) {
    const Statement statement = Prepare("SELECT " + std::to_string(i) + ", ?");
    telemetry_.Clear();
  });

  EXPECT_LT(growth, kNoise);
}

TEST_F(MySqlCApiGrowthTest, StatementsThatArePreparedAgainLeaveNothing) {
  const Statement statement = Prepare("SELECT ?");

  const std::size_t growth = GrowthOver([&](int i) {
    const std::string sql = "SELECT " + std::to_string(i) + ", ?";
    ASSERT_EQ(mysql_stmt_prepare(statement.get(), sql.data(), sql.size()), 0);
    telemetry_.Clear();
  });

  EXPECT_LT(growth, kNoise);
}

}  // namespace
}  // namespace dbspan::test
