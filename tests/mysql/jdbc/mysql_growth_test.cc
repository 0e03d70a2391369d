// The memory of a connection of Connector/C++ that prepares and closes statements.
#include <dbspan/mysql_driver.h>

#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/heap.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

class MySqlGrowthTest : public ::testing::Test {
 protected:
  MySqlGrowthTest() {
    dbspan::configure<MySql>(telemetry_.options());
    const ServerUrl server = MySqlServer();
    connection_.reset(sql::mysql::get_mysql_driver_instance()->connect(
        "tcp://" + server.host + ":" + std::to_string(server.port) + "/" + server.database,
        server.user, server.password));
  }
  ~MySqlGrowthTest() override { dbspan::configure<MySql>(Options{}); }

  Telemetry telemetry_;
  std::unique_ptr<sql::Connection> connection_;
};

TEST_F(MySqlGrowthTest, PreparedStatementsThatAreDeletedLeaveNothing) {
  const std::size_t growth = GrowthOver([&](int i) {
    const std::unique_ptr<sql::PreparedStatement> statement{
        connection_->prepareStatement("SELECT " + std::to_string(i) + ", ?")};
    telemetry_.Clear();
  });

  EXPECT_LT(growth, kNoise);
}

}  // namespace
}  // namespace dbspan::test
