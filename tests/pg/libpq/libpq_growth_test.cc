// The memory of a connection that prepares and deallocates statements.
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"
#include "tests/support/heap.h"

namespace dbspan::test {
namespace {

class LibpqGrowthTest : public LibpqFixture {
 protected:
  void Prepare(const std::string& name) {
    const Result prepared{PQprepare(connection(), name.c_str(), "SELECT $1::int", 1, nullptr)};
    ASSERT_EQ(PQresultStatus(prepared.get()), PGRES_COMMAND_OK);
  }
  /// Always the same text: the cache of statements keeps 4 MiB of others.
  void Deallocate() {
    ASSERT_EQ(PQresultStatus(Exec("DEALLOCATE ALL").get()), PGRES_COMMAND_OK);
    telemetry_.Clear();
  }
};

TEST_F(LibpqGrowthTest, PreparedStatementsThatAreDeallocatedLeaveNothing) {
  const std::size_t growth = GrowthOver([&](int i) {
    const std::string name = "growth_" + std::to_string(i);
    Prepare(name);
    Deallocate();
  });

  EXPECT_LT(growth, kNoise);
}

}  // namespace
}  // namespace dbspan::test
