// Tests prepared statements of the C API.
#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MySqlCApiPreparedTest : public MySqlCApiFixture {
 protected:
  /// Executes a prepared statement with `value` as its only parameter.
  static int Execute(MYSQL_STMT* statement, int& value) {
    MYSQL_BIND bind{};
    bind.buffer_type = MYSQL_TYPE_LONG;
    bind.buffer = &value;
    EXPECT_EQ(mysql_stmt_bind_param(statement, &bind), 0);
    return mysql_stmt_execute(statement);
  }
};

TEST_F(MySqlCApiPreparedTest, ExecutionsHaveTheTextAndTheirRows) {
  const Statement select = Prepare("SELECT a FROM t WHERE a < ?");
  int value = 3;
  ASSERT_EQ(Execute(select.get(), value), 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  ASSERT_EQ(mysql_stmt_store_result(select.get()), 0);
  const Statement update = Prepare("DELETE FROM t WHERE a = ?");
  ASSERT_EQ(Execute(update.get(), value), 0);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(KeepsTheContract(),
                        AttributesAre(With({{"db.query.summary", Text("SELECT t")},
                                            {"db.query.text", Text("SELECT a FROM t WHERE a < ?")},
                                            {"db.response.returned_rows", Number(2)}}))),
                  AttributesAre(With({{"db.query.summary", Text("DELETE t")},
                                      {"db.query.text", Text("DELETE FROM t WHERE a = ?")},
                                      {"dbspan.affected_rows", Number(1)}}))));
}

TEST_F(MySqlCApiPreparedTest, RowsAreCountedAsTheyAreFetched) {
  const Statement select = Prepare("SELECT a FROM t");
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  while (mysql_stmt_fetch(select.get()) == 0) {
    EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Returned(3)));
}

TEST_F(MySqlCApiPreparedTest, WarningsAreCountedWithoutAsking) {
  const Statement select = Prepare("SELECT CAST('1x' AS SIGNED)");
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  ASSERT_EQ(mysql_stmt_store_result(select.get()), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("dbspan.warnings", Number(1))));
}

TEST_F(MySqlCApiPreparedTest, ACursorIsOneSpanToItsEnd) {
  const Statement select = Prepare("SELECT a FROM t");
  const unsigned long type = CURSOR_TYPE_READ_ONLY;
  mysql_stmt_attr_set(select.get(), STMT_ATTR_CURSOR_TYPE, &type);
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  mysql_stmt_fetch(select.get());
  mysql_stmt_fetch(select.get());
  mysql_stmt_reset(select.get());

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Returned(2)));
}

TEST_F(MySqlCApiPreparedTest, AStatementThatIsRefusedIsASpanOfItsOwn) {
  const Statement statement{mysql_stmt_init(connection())};
  EXPECT_NE(mysql_stmt_prepare(statement.get(), "SELECT nothing FROM t", 21), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("1054"), KeepsTheContract(),
                                HasAttribute("db.operation.name", Text("PREPARE")),
                                HasAttribute("db.query.text", Text("SELECT nothing FROM t")))));
}

TEST_F(MySqlCApiPreparedTest, AnExecutionThatFailsHasItsNumber) {
  const Statement insert = Prepare("INSERT INTO t (a) VALUES (?)");
  int value = 1;
  EXPECT_NE(Execute(insert.get(), value), 0);

  EXPECT_EQ(mysql_stmt_errno(insert.get()), 1062U);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("1062")));
}

TEST_F(MySqlCApiPreparedTest, TheResultsOfAProcedureAreOneSpan) {
  Query("DROP PROCEDURE IF EXISTS two_results");
  Query("CREATE PROCEDURE two_results() BEGIN SELECT 1; SELECT 2 UNION SELECT 3; END");
  telemetry_.Clear();
  const Statement call = Prepare("CALL two_results()");
  ASSERT_EQ(mysql_stmt_execute(call.get()), 0);
  int results = 0;
  do {
    if (mysql_stmt_field_count(call.get()) == 0) continue;
    mysql_stmt_store_result(call.get());
    ++results;
    mysql_stmt_free_result(call.get());
  } while (mysql_stmt_next_result(call.get()) == 0);

  EXPECT_EQ(results, 2);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(Returned(3),
                                HasAttribute("db.stored_procedure.name", Text("two_results")))));
  Query("DROP PROCEDURE two_results");
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlCApiPreparedTest, ValuesOfArraysAreNotRead) {
  Reconnect([](Options& options) { options.parameters = {"*"}; });
  const Statement insert = Prepare("INSERT INTO t VALUES (?, ?)");
  unsigned int elements = 3;
  ASSERT_FALSE(mysql_stmt_attr_set(insert.get(), STMT_ATTR_ARRAY_SIZE, &elements));
  int numbers[] = {11, 12, 13};
  const char* texts[] = {"eleven", "twelve", "thirteen"};
  unsigned long lengths[] = {6, 6, 8};
  MYSQL_BIND binds[2]{};
  binds[0].buffer_type = MYSQL_TYPE_LONG;
  binds[0].buffer = numbers;
  binds[1].buffer_type = MYSQL_TYPE_STRING;
  binds[1].buffer = texts;
  binds[1].length = lengths;
  ASSERT_FALSE(mysql_stmt_bind_param(insert.get(), binds));
  // MySQL's server does not support arrays of values, so the client refuses to send them.
  const bool has_arrays = system_ == "mariadb";
  EXPECT_EQ(mysql_stmt_execute(insert.get()) == 0, has_arrays) << mysql_stmt_error(insert.get());

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].attributes.count("db.query.parameter.0"), 0U);
  EXPECT_EQ(spans[0].attributes.count("db.query.parameter.1"), 0U);
  EXPECT_THAT(spans[0],
              AllOf(HasAttribute("db.operation.batch.size", Number(3)), KeepsTheContract()));
  const auto rows = HasAttribute("dbspan.affected_rows", Number(3));
  EXPECT_THAT(spans[0], has_arrays ? ::testing::Matcher<const RecordedSpan&>{rows} : ::testing::_);
}

TEST_F(MySqlCApiPreparedTest, AnArrayIsABatchOfItsElements) {
  const Statement insert = Prepare("INSERT INTO t VALUES (?, NULL)");
  std::vector<int> numbers;
  int next = 10;
  for (unsigned elements : {0U, 1U, 2U, 100U}) {
    ASSERT_FALSE(mysql_stmt_attr_set(insert.get(), STMT_ATTR_ARRAY_SIZE, &elements));
    numbers.assign(elements == 0 ? 1 : elements, 0);
    for (int& number : numbers) number = ++next;
    MYSQL_BIND bind{};
    bind.buffer_type = MYSQL_TYPE_LONG;
    bind.buffer = numbers.data();
    ASSERT_FALSE(mysql_stmt_bind_param(insert.get(), &bind));
    telemetry_.Clear();
    const bool executed = mysql_stmt_execute(insert.get()) == 0;
    EXPECT_EQ(executed, elements == 0 || system_ == "mariadb") << mysql_stmt_error(insert.get());
    const auto spans = telemetry_.Spans();
    ASSERT_EQ(spans.size(), 1U);
    if (elements < 2) {
      EXPECT_THAT(spans[0], LacksAttribute("db.operation.batch.size")) << elements;
    } else {
      EXPECT_THAT(spans[0], HasAttribute("db.operation.batch.size", Number(elements)));
    }
    if (executed) {
      const auto rows = static_cast<std::int64_t>(numbers.size());
      EXPECT_THAT(spans[0], HasAttribute("dbspan.affected_rows", Number(rows)));
    }
  }
}
#endif

TEST_F(MySqlCApiPreparedTest, ValuesAreRecordedOnRequest) {
  Reconnect([](Options& options) { options.parameters = {"*"}; });
  const Statement select = Prepare("SELECT ?, ?, ?, ?, ?");
  int number = -7;
  double real = 2.5;
  char text[] = "text and more";
  unsigned long length = 4;
  MYSQL_TIME day{};
  day.year = 2026;
  day.month = 2;
  day.day = 3;
  MYSQL_BIND binds[5]{};
  binds[0].buffer_type = MYSQL_TYPE_LONG;
  binds[0].buffer = &number;
  binds[1].buffer_type = MYSQL_TYPE_DOUBLE;
  binds[1].buffer = &real;
  binds[2].buffer_type = MYSQL_TYPE_STRING;
  binds[2].buffer = text;
  binds[2].length = &length;
  binds[3].buffer_type = MYSQL_TYPE_DATE;
  binds[3].buffer = &day;
  binds[4].buffer_type = MYSQL_TYPE_NULL;
  ASSERT_EQ(mysql_stmt_bind_param(select.get(), binds), 0);
  number = 8;  // values are read at execution, not when they are bound
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  mysql_stmt_store_result(select.get());

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("8")),
                                HasAttribute("db.query.parameter.1", Text("2.500000")),
                                HasAttribute("db.query.parameter.2", Text("text")),
                                HasAttribute("db.query.parameter.3", Text("2026-02-03")),
                                LacksAttribute("db.query.parameter.4"))));
}

TEST_F(MySqlCApiPreparedTest, StatementsMayOutliveTheirConnection) {
  const Statement select = Prepare("SELECT a FROM t");
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  mysql_stmt_fetch(select.get());
  connection_.reset();
  EXPECT_NE(mysql_stmt_execute(select.get()), 0);
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlCApiPreparedTest, PreparingAndExecutingAtOnceIsOneSpan) {
  const Statement statement{mysql_stmt_init(connection())};
  ASSERT_EQ(mariadb_stmt_execute_direct(statement.get(), "DELETE FROM t WHERE a = 1", 25), 0);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed("DELETE t"), HasAttribute("dbspan.affected_rows", Number(1)))));
}
#endif

}  // namespace
}  // namespace dbspan::test
