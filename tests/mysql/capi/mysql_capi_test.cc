// Tests the C API: statements sent as text, their results, and sessions.
#include <cerrno>

#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using MySqlCApiTest = MySqlCApiFixture;

auto Affected(std::int64_t rows) { return HasAttribute("dbspan.affected_rows", Number(rows)); }

TEST_F(MySqlCApiTest, AQueryEndsWhenItsRowsAreStored) {
  ASSERT_EQ(Query("SELECT b FROM t WHERE a > 1 AND b <> 'secret'"), 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  const Result result = Store();

  EXPECT_EQ(mysql_num_rows(result.get()), 2U);
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanNamed("SELECT t"), SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
          ::testing::Field(&RecordedSpan::scope, "dbspan.mysql"),
          AttributesAre(With({{"db.query.summary", Text("SELECT t")},
                              {"db.query.text", Text("SELECT b FROM t WHERE a > ? AND b <> ?")},
                              {"db.response.returned_rows", Number(2)}})))));
  EXPECT_THAT(telemetry_.Durations(),
              Contains(AttributesAre(With({{"db.query.summary", Text("SELECT t")}}))));
}

TEST_F(MySqlCApiTest, AffectedRowsAreCounted) {
  EXPECT_EQ(mysql_query(connection(), "UPDATE t SET b = 'x' WHERE a < 3"), 0);
  EXPECT_EQ(
      mysql_query(connection(), "INSERT INTO t VALUES (3, 'y') ON DUPLICATE KEY UPDATE b = 'z'"),
      0);

  // If ON DUPLICATE KEY UPDATE changes an existing row, the server counts it twice.
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Affected(2), Affected(2)));
}

TEST_F(MySqlCApiTest, AnErrorHasItsNumberAndNoException) {
  EXPECT_NE(Query("SELECT * FROM nothing WHERE a = 'secret'"), 0);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, ElementsAre(AllOf(SpanFailedWith("1146"), KeepsTheContract())));
  EXPECT_THAT(spans[0], HasAttribute("db.response.status_code", Text("1146")));
  EXPECT_THAT(spans[0].events, IsEmpty());
  EXPECT_EQ(mysql_errno(connection()), 1146U);
}

TEST_F(MySqlCApiTest, WarningsAreCountedWithoutAsking) {
  Query("SELECT CAST('1x' AS SIGNED), CAST('2x' AS SIGNED)");
  { const Result result = Store(); }
  Query("DROP TABLE IF EXISTS nothing");
  Query("DO 1");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(HasAttribute("dbspan.warnings", Number(2)), KeepsTheContract()),
                  HasAttribute("dbspan.warnings", Number(1)), LacksAttribute("dbspan.warnings")));
}

TEST_F(MySqlCApiTest, AStreamEndsWithItsLastRow) {
  Query("SELECT a FROM t");
  const Result result = Use();
  while (mysql_fetch_row(result.get()) != nullptr) {
    EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(3))));
}

TEST_F(MySqlCApiTest, AStreamThatIsFreedEarlyHasTheRowsThatWereRead) {
  Query("SELECT a FROM t");
  Result result = Use();
  mysql_fetch_row(result.get());
  result.reset();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(1))));
  EXPECT_EQ(Query("DO 1"), 0);  // the connection is still usable
}

TEST_F(MySqlCApiTest, AStreamThatFailsSaysSoAndWhatItHadRead) {
  Query("SELECT a, IF(a < 3, 1, (SELECT 1 UNION SELECT 2)) FROM t ORDER BY a");
  const Result result = Use();
  int rows = 0;
  while (mysql_fetch_row(result.get()) != nullptr) ++rows;

  EXPECT_EQ(mysql_errno(connection()), 1242U);
  EXPECT_EQ(rows, 2);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanFailedWith("1242"), Returned(2))));
}

TEST_F(MySqlCApiTest, AServerThatGoesAwayInTheMiddleOfAResultIsAnError) {
  // The result is larger than what the client reads ahead.
  Query("SELECT REPEAT('x', 1000)" + TenToThe(5));
  const Result result = Use();
  ASSERT_NE(mysql_fetch_row(result.get()), nullptr);
  KillConnection();
  int rows = 1;
  while (mysql_fetch_row(result.get()) != nullptr) ++rows;

  EXPECT_THAT(mysql_errno(connection()), AnyOf(2013U, 2006U, 1317U, 1927U));
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith(std::to_string(mysql_errno(connection()))),
                                Returned(rows))));
}

TEST_F(MySqlCApiTest, SeveralStatementsOfOneTextAreOneSpan) {
  ASSERT_EQ(Query("SELECT a FROM t; UPDATE t SET b = 'x'; SELECT a FROM t WHERE a = 1"), 0);
  int results = 0;
  do {
    const Result result = Store();
    ++results;
  } while (mysql_next_result(connection()) == 0);

  EXPECT_EQ(results, 3);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(Returned(4), Affected(3))));
}

TEST_F(MySqlCApiTest, AnErrorInALaterStatementEndsTheSpan) {
  ASSERT_EQ(Query("SELECT a FROM t; SELECT nothing"), 0);
  { const Result result = Store(); }
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_GT(mysql_next_result(connection()), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanFailedWith("1054"), Returned(3))));
}

TEST_F(MySqlCApiTest, WhatTheClientRefusesLeavesTheStreamAlone) {
  Query("SELECT a FROM t");
  const Result result = Use();
  mysql_fetch_row(result.get());
  EXPECT_NE(Query("SELECT 1"), 0);
  while (mysql_fetch_row(result.get()) != nullptr) {
  }

  // mysql_errno() returns the error of the refused statement, not one of the stream.
  EXPECT_EQ(mysql_errno(connection()), 2014U);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanFailedWith("2014"), AllOf(SpanSucceeded(), Returned(3))));
}

TEST_F(MySqlCApiTest, ANulAtTheEndIsNoPartOfTheText) {
  const auto text = [](const char* shown) { return HasAttribute("db.query.text", Text(shown)); };
  ASSERT_EQ(Query(std::string{"DO 1\0", 5}), 0) << mysql_error(connection());
  ASSERT_EQ(Query(std::string{"COMMIT\0", 7}), 0) << mysql_error(connection());
  const Statement prepared = Prepare(std::string{"DO 2\0", 5});
  ASSERT_EQ(mysql_stmt_execute(prepared.get()), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(text("DO ?"), text("DO ?")));
}

TEST_F(MySqlCApiTest, ACommentGoesBeforeANulAtTheEnd) {
  Reconnect([](Options& options) { options.sqlcommenter = SqlCommenter::kTraceContext; });
  EXPECT_EQ(Query(std::string{"DO 1\0", 5}), 0) << mysql_error(connection());

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded()));
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlCApiTest, TheClientMeasuresATextWithoutLength) {
  const auto none = static_cast<unsigned long>(-1);
  ASSERT_EQ(mysql_real_query(connection(), "DO 1", none), 0) << mysql_error(connection());
  const Statement prepared{mysql_stmt_init(connection())};
  ASSERT_EQ(mysql_stmt_prepare(prepared.get(), "DO 2", none), 0);
  ASSERT_EQ(mysql_stmt_execute(prepared.get()), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.query.text", Text("DO ?")),
                                              HasAttribute("db.query.text", Text("DO ?"))));
}
#endif

TEST_F(MySqlCApiTest, SendingAndReadingTheAnswerAreOneSpan) {
  ASSERT_EQ(mysql_send_query(connection(), "SELECT a FROM t", 15), 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  ASSERT_EQ(mysql_read_query_result(connection()), 0);
  const Result result = Store();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanNamed("SELECT t"), Returned(3))));
}

TEST_F(MySqlCApiTest, TheNamespaceFollowsTheSchemaHoweverItChanges) {
  Query("USE information_schema");
  Query("DO 1");
  mysql_select_db(connection(), server_.database.c_str());
  Query("DO 1");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  EXPECT_THAT(spans[1], HasAttribute("db.namespace", Text("information_schema")));
  EXPECT_THAT(spans[2], AllOf(HasAttribute("db.operation.name", Text("USE")), KeepsTheContract()));
  EXPECT_THAT(spans[3], HasAttribute("db.namespace", Text(server_.database)));
}

TEST_F(MySqlCApiTest, ConnectingAndTransactionsAreSpansOnRequest) {
  Reconnect([](Options& options) {
    options.connect_spans = true;
    options.transaction_spans = true;
  });
  const Connection another = Connect();
  mysql_autocommit(connection(), 0);
  mysql_commit(connection());
  mysql_rollback(connection());
  Query("SAVEPOINT s");
  mysql_ping(connection());

  std::vector<std::string> names;
  for (const auto& span : telemetry_.Spans()) names.push_back(span.name);
  const std::string shop = " " + server_.database;
  EXPECT_THAT(names, ElementsAre("CONNECT" + shop, "SET" + shop, "COMMIT" + shop, "ROLLBACK" + shop,
                                 "SAVEPOINT", "PING" + shop));
}

TEST_F(MySqlCApiTest, WithoutThatTheyAreNone) {
  const Connection another = Connect();
  mysql_autocommit(connection(), 0);
  mysql_commit(connection());
  mysql_rollback(connection());
  Query("SAVEPOINT s");
  Query("START TRANSACTION READ ONLY");

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(MySqlCApiTest, AConnectThatFailsSaysWhereTo) {
  Reconnect([](Options& options) { options.connect_spans = true; });
  const Connection refused{mysql_init(nullptr)};
  EXPECT_EQ(Open(refused.get(), 1), nullptr);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(AnyOf(SpanFailedWith("2002"), SpanFailedWith("2003")),
                                HasAttribute("server.address", Text(server_.host)),
                                HasAttribute("server.port", Number(1)))));
}

TEST_F(MySqlCApiTest, TheServerSeesTheCommentAndTheSpanDoesNot) {
  Reconnect([](Options& options) { options.sqlcommenter = SqlCommenter::kTraceContext; });
  Query("SELECT info FROM information_schema.processlist WHERE id = connection_id()");
  const Result result = Store();
  const std::string seen = mysql_fetch_row(result.get())[0];

  EXPECT_THAT(seen, HasSubstr("traceparent="));
  EXPECT_THAT(telemetry_.Spans()[0],
              HasAttribute("db.query.text",
                           Text("SELECT info FROM information_schema.processlist WHERE id = "
                                "connection_id()")));
}

TEST_F(MySqlCApiTest, ResultsThatNobodyReadsEndWithTheConnection) {
  Query("SELECT a FROM t");
  connection_.reset();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanSucceeded(), LacksAttribute("db.response.returned_rows"))));
}

TEST_F(MySqlCApiTest, SwitchedOffNothingIsRecordedAndOpenSpansEnd) {
  Query("SELECT a FROM t");
  const Result result = Use();
  mysql_fetch_row(result.get());
  MySql::instrumenter().switches().set_enabled(false);
  while (mysql_fetch_row(result.get()) != nullptr) {
  }
  Query("DO 1");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Returned(3)));
  MySql::instrumenter().switches().set_enabled(true);
}

TEST_F(MySqlCApiTest, InAnEncodingThatHasBackslashesInCharactersLessIsShown) {
  Query("SET NAMES gbk");
  Query("SELECT a, '\xAD\x5C', a FROM t LIMIT 0");
  Store();

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[1], HasAttribute("db.query.text", Text("SELECT a, ?")));
}

TEST_F(MySqlCApiTest, ErrnoIsLeftAlone) {
  Query("SELECT a FROM t");
  const Result result = Use();
  errno = 42;
  EXPECT_NE(Query("SELECT 1"), 0);  // refused by the client without use of the socket

  EXPECT_EQ(errno, 42);
}

}  // namespace
}  // namespace dbspan::test
