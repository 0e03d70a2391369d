// The memory of a connection of libpqxx that prepares and deallocates statements.
#include <dbspan/pqxx>

#include <gtest/gtest.h>

#include <string>

#include "tests/support/heap.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

class PgGrowthTest : public ::testing::Test {
 protected:
  PgGrowthTest() { dbspan::configure<Postgres>(telemetry_.options()); }
  ~PgGrowthTest() override { dbspan::configure<Postgres>(Options{}); }

  Telemetry telemetry_;
  dbspan::pqxx::connection connection_{PostgresServer().text};
};

TEST_F(PgGrowthTest, PreparedStatementsThatAreUnpreparedLeaveNothing) {
  dbspan::pqxx::nontransaction work{connection_};

  const std::size_t growth = GrowthOver([&](int i) {
    const std::string name = "growth_" + std::to_string(i);
    connection_.prepare(name, "SELECT $1::int");
    work.exec_prepared(name, i);
    connection_.unprepare(name);
    telemetry_.Clear();
  });

  EXPECT_LT(growth, kNoise);
}

}  // namespace
}  // namespace dbspan::test
