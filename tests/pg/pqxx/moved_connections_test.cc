// A connection that was moved from is used again: it has nothing in common with the one that took
// its native connection over.
#include <dbspan/pqxx>

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "dbspan/pg/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

#if PQXX_VERSION_MAJOR >= 7

// libpqxx deprecates these functions since 7.10, but existing programs use them.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;

constexpr const char* kDatabase = "db.namespace";

class PqxxMovedConnectionsTest : public ::testing::Test {
 protected:
  PqxxMovedConnectionsTest() {
    Options options = telemetry_.options();
    options.query_text = QueryText::kVerbatim;
    dbspan::configure<Postgres>(options);
  }
  ~PqxxMovedConnectionsTest() override { dbspan::configure<Postgres>(Options{}); }

  static void Execute(pqxx::connection& connection, const std::string& sql) {
    try {
      pqxx::nontransaction{connection}.exec(sql);
    } catch (const ::pqxx::failure&) {
    }
  }

  const ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_F(PqxxMovedConnectionsTest, DoNotTouchThePreparedStatementsOfTheOther) {
  pqxx::connection moved{server_.text};
  moved.prepare("one", "SELECT 11");
  pqxx::connection taken{std::move(moved)};
  EXPECT_THROW(moved.unprepare("one"), ::pqxx::failure);
  EXPECT_THROW(moved.prepare("one", "SELECT 12"), ::pqxx::broken_connection);
  Execute(moved, "DEALLOCATE ALL");
  telemetry_.Clear();
  pqxx::nontransaction{taken}.exec_prepared("one");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.query.text", "SELECT 11")));
}

TEST_F(PqxxMovedConnectionsTest, AreOfNoServer) {
  pqxx::connection moved{server_.text};
  const pqxx::connection taken{std::move(moved)};
  telemetry_.Clear();
  Execute(moved, "SELECT 1");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanFailedWith("pqxx::broken_connection"),
                                                    LacksAttribute(kDatabase))));
}

TEST_F(PqxxMovedConnectionsTest, AreOfTheServerOfTheirNextConnection) {
  pqxx::connection moved{server_.text};
  pqxx::connection taken{std::move(moved)};
  pqxx::connection again{std::move(moved)};
  moved = pqxx::connection{server_.text + "?dbname=postgres"};
  again.native() = ::pqxx::connection{server_.text + "?dbname=postgres"};
  for (pqxx::connection* one : {&moved, &again}) one->prepare("one", "SELECT 12");
  taken = std::move(taken);  // libpqxx closes it
  telemetry_.Clear();
  for (pqxx::connection* one : {&moved, &again}) pqxx::nontransaction{*one}.exec_prepared("one");

  const auto executed =
      AllOf(HasAttribute("db.query.text", "SELECT 12"), HasAttribute(kDatabase, "postgres"));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(executed, executed));
}

}  // namespace
}  // namespace dbspan::test

#endif
