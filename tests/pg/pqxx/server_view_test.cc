// Tests the ways from a span to the server that docs/insight.md shows. The server must have loaded
// pg_stat_statements.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <variant>

#include "dbspan/query_tags.h"
#include "dbspan/suppression.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Runs statements on a table of its own, so that their rows in pg_stat_statements are new.
class ServerViewTest : public ::testing::Test {
 protected:
  ServerViewTest() {
    Ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    Ask("CREATE TABLE " + table_ + " (id INT, name TEXT)");
  }
  ~ServerViewTest() override {
    dbspan::configure<Postgres>(Options{});
    Ask("DROP TABLE " + table_);
  }

  void Configure(SqlCommenter commenter) {
    Options options = telemetry_.options();
    options.sqlcommenter = commenter;
    dbspan::configure<Postgres>(options);
  }
  /// Runs a statement on a connection that is not traced.
  ::pqxx::result Ask(const std::string& sql) const {
    const SuppressInstrumentation quiet;
    ::pqxx::connection connection{server_.text};
    ::pqxx::nontransaction transaction{connection};
    return transaction.exec(sql.c_str());
  }
  std::string Select(int id) const {
    return "SELECT name FROM " + table_ + " WHERE id = " + std::to_string(id);
  }
  void Run(int id) {
    pqxx::connection connection{server_.text};
    pqxx::work work{connection};
    work.exec(Select(id));
  }

  inline static int tables_ = 0;

  const std::string table_ = "stock_" + std::to_string(getpid()) + "_" + std::to_string(++tables_);
  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
};

TEST_F(ServerViewTest, TheTextOfASpanFindsTheSumsOfItsStatement) {
  Configure(SqlCommenter::kOff);
  for (const int id : {7, 8, 9}) Run(id);
  const std::string text =
      std::get<std::string>(telemetry_.Spans().at(0).attributes.at("db.query.text"));

  const auto rows = Ask("SELECT calls, query FROM pg_stat_statements WHERE query LIKE replace('" +
                        text + "', '?', '%') || '%'");

  ASSERT_EQ(rows.size(), 1) << text;
  EXPECT_EQ(rows[0][0].as<int>(), 3);
}

TEST_F(ServerViewTest, TheTraceOfASpanFindsTheSessionAndTheSumsOfItsStatement) {
  Configure(SqlCommenter::kTraceContext);
  Run(7);  // the same statement of another session
  pqxx::connection connection{server_.text};
  pqxx::work work{connection};
  work.exec(Select(8));
  const std::string trace = telemetry_.Spans().back().trace_id;

  const auto rows =
      Ask("SELECT a.pid, s.calls FROM pg_stat_activity a JOIN pg_stat_statements s "
          "ON s.queryid = a.query_id WHERE a.query LIKE '%traceparent=''00-" +
          trace + "-%' AND a.pid <> pg_backend_pid()");

  ASSERT_EQ(rows.size(), 1) << trace;
  EXPECT_EQ(rows[0][0].as<int>(), connection.backendpid());
  EXPECT_EQ(rows[0][1].as<int>(), 2);
}

TEST_F(ServerViewTest, StatementsOfAllRoutesAreOneRowWithTheTagsOfTheFirst) {
  Configure(SqlCommenter::kTags);
  for (const char* route : {"/checkout", "/cart"}) {
    const QueryTags tags{{"route", route}};
    Run(7);
  }

  const auto rows =
      Ask("SELECT calls, query FROM pg_stat_statements WHERE query LIKE '%" + table_ + " WHERE%'");

  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0][0].as<int>(), 2);
  EXPECT_THAT(rows[0][1].as<std::string>(),
              AllOf(HasSubstr("/*route='%2Fcheckout'*/"), Not(HasSubstr("%2Fcart"))));
}

}  // namespace
}  // namespace dbspan::test
