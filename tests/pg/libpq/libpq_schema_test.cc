// Compares the schema in db.namespace with the server's. Only Postgres 18 and later report the
// search_path to the client.
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

class LibpqSchemaTest : public LibpqFixture {
 protected:
  LibpqSchemaTest() {
    Run("CREATE SCHEMA IF NOT EXISTS orders");
    Run("CREATE SCHEMA IF NOT EXISTS \"Stock\"");
    Run("CREATE OR REPLACE FUNCTION pg_temp.go_to_stock() RETURNS void LANGUAGE sql AS "
        "$$SET search_path = \"Stock\"$$");
  }
  ~LibpqSchemaTest() override {
    Reconnect();
    Run("DROP SCHEMA orders");
    Run("DROP SCHEMA \"Stock\"");
  }

  void Run(const std::string& sql) {
    const SuppressInstrumentation quiet;
    const Result result{PQexec(connection(), sql.c_str())};
    EXPECT_NE(PQresultStatus(result.get()), PGRES_FATAL_ERROR) << PQerrorMessage(connection());
  }
  bool Reports() const { return PQparameterStatus(connection(), "search_path") != nullptr; }
  /// Asks the server for the first schema of the search_path that exists.
  std::string CurrentSchema() {
    const SuppressInstrumentation quiet;
    const Result result{PQexec(connection(), "SELECT current_schema()")};
    return PQgetvalue(result.get(), 0, 0);
  }
  /// Returns the namespace that is recorded now.
  std::string Namespace() {
    telemetry_.Clear();
    Exec("SELECT 1");
    return std::get<std::string>(telemetry_.Spans().at(0).attributes.at("db.namespace"));
  }
  std::string With(const std::string& schema) const { return server_.database + "|" + schema; }
};

TEST_F(LibpqSchemaTest, FollowsTheSearchPathWhereTheServerReportsIt) {
  struct {
    const char* sql;
    const char* schema;
  } const steps[] = {{"SET search_path = orders, public", "orders"},
                     {"SET search_path TO \"Stock\"", "Stock"},
                     {"BEGIN", "Stock"},
                     {"SET LOCAL search_path = orders", "orders"},
                     {"ROLLBACK", "Stock"},
                     {"SELECT set_config('search_path', 'orders', false)", "orders"},
                     {"SELECT pg_temp.go_to_stock()", "Stock"},
                     {"SET search_path = ORDERS", "orders"}};
  for (const auto& [sql, schema] : steps) {
    Run(sql);
    EXPECT_EQ(CurrentSchema(), schema) << sql;
    EXPECT_EQ(Namespace(), Reports() ? With(schema) : server_.database) << sql;
  }
  Run("RESET search_path");
  EXPECT_EQ(Namespace(), server_.database);
}

TEST_F(LibpqSchemaTest, AStatementHasTheSchemaThatItBeganIn) {
  Run("SET search_path = orders");
  telemetry_.Clear();
  PQsendQuery(connection(), "SET search_path = \"Stock\"; SELECT 1");
  Drain();
  PQsendQuery(connection(), "SELECT 2");
  Drain();

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 2U);
  const std::string before = Reports() ? With("orders") : server_.database;
  const std::string after = Reports() ? With("Stock") : server_.database;
  EXPECT_THAT(spans[0], HasAttribute("db.namespace", Text(before)));
  EXPECT_THAT(spans[1], HasAttribute("db.namespace", Text(after)));
}

// After SET ROLE, `"$user"` may mean another schema, so a path with it is never recorded.
TEST_F(LibpqSchemaTest, SetRoleChangesNothing) {
  Run("SET ROLE " + server_.user);
  EXPECT_EQ(Namespace(), server_.database);
  Run("RESET ROLE");
}

TEST_F(LibpqSchemaTest, AfterAResetItBeginsAsTheConnectionStringSays) {
  connection_.reset(PQconnectdb((server_.text + "?options=-csearch_path%3Dorders").c_str()));
  EXPECT_EQ(Namespace(), With("orders"));
  Run("SET search_path = \"Stock\"");
  PQreset(connection());
  EXPECT_EQ(Namespace(), With("orders"));
  EXPECT_EQ(CurrentSchema(), "orders");
}

}  // namespace
}  // namespace dbspan::test
