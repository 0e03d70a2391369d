// Tests COPY by libpq's old functions (PQputline, PQgetline, PQendcopy), and COPY that libpq
// discards because the program makes another call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <regex>
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Not;

class LibpqCopyEndTest : public LibpqFixture {
 protected:
  LibpqCopyEndTest() {
    Exec("CREATE TEMPORARY TABLE t (a int)");
    telemetry_.Clear();
    PQsetNoticeProcessor(
        connection(), [](void*, const char*) {}, nullptr);
  }
  void Begin(const char* sql, bool synchronous) const {
    const Result begun = synchronous ? Exec(sql) : Sent(sql);
    const ExecStatusType status = PQresultStatus(begun.get());
    EXPECT_TRUE(status == PGRES_COPY_IN || status == PGRES_COPY_OUT) << PQresStatus(status);
  }
  Result Sent(const char* sql) const {
    EXPECT_EQ(PQsendQuery(connection(), sql), 1);
    return Next();
  }
  int ReadLines() const {
    char line[100];
    int lines = 0;
    while (PQgetline(connection(), line, sizeof line) == 0 && std::string{line} != "\\.") ++lines;
    return lines;
  }
  std::string Count() const {
    const SuppressInstrumentation quiet;
    const Result count = Exec("SELECT count(*) FROM t");
    return PQgetvalue(count.get(), 0, 0);
  }
  auto CopySpan(Attributes own) const {
    own["db.query.summary"] = Text("COPY t");
    own["db.query.text"] = Text("COPY t FROM STDIN");
    return AllOf(SpanNamed("COPY t"), KeepsTheContract(), AttributesAre(With(own)));
  }
  static auto Failed(const std::string& code) {
    return AllOf(SpanFailedWith(code), KeepsTheContract(),
                 HasAttribute("db.response.status_code", Text(code)),
                 LacksAttribute("dbspan.affected_rows"),
                 LacksAttribute("db.response.returned_rows"));
  }
};

TEST_F(LibpqCopyEndTest, WrittenRowsAreThoseOfTheServer) {
  for (const bool synchronous : {true, false}) {
    telemetry_.Clear();
    Begin("COPY t FROM STDIN", synchronous);
    PQputline(connection(), "1\n");
    PQputnbytes(connection(), "2\n3\n", 4);
    EXPECT_EQ(PQendcopy(connection()), 0);
    EXPECT_THAT(telemetry_.Spans(), ::testing::SizeIs(synchronous ? 1 : 0));
    Drain();

    EXPECT_THAT(
        telemetry_.Spans(),
        ElementsAre(AllOf(SpanSucceeded(), CopySpan({{"dbspan.affected_rows", Number(3)}}))))
        << synchronous;
  }
  EXPECT_EQ(Count(), "6");
}

TEST_F(LibpqCopyEndTest, ARefusedRowIsAnError) {
  for (const bool synchronous : {true, false}) {
    telemetry_.Clear();
    Begin("COPY t FROM STDIN", synchronous);
    PQputline(connection(), "secret\n");
    EXPECT_EQ(PQendcopy(connection()), 1);

    EXPECT_THAT(telemetry_.Spans(), ElementsAre(Failed("22P02"))) << synchronous;
    EXPECT_THAT(::testing::PrintToString(telemetry_.Spans()), Not(::testing::HasSubstr("secret")));
    Drain();
  }
  EXPECT_EQ(Count(), "0");
}

TEST_F(LibpqCopyEndTest, ReadLinesAreRows) {
  for (const bool synchronous : {true, false}) {
    telemetry_.Clear();
    Begin("COPY (SELECT generate_series(1, 50)) TO STDOUT", synchronous);
    EXPECT_EQ(ReadLines(), 50);
    EXPECT_EQ(PQendcopy(connection()), 1);  // PQgetline has ended it
    EXPECT_EQ(PQresultStatus(Next().get()), PGRES_COMMAND_OK);
    Drain();

    EXPECT_THAT(telemetry_.Spans(),
                ElementsAre(AllOf(SpanSucceeded(), KeepsTheContract(),
                                  HasAttribute("db.response.returned_rows", Number(50)),
                                  LacksAttribute("dbspan.affected_rows"))))
        << synchronous;
  }
}

TEST_F(LibpqCopyEndTest, AnErrorBehindSomeLinesIsTheErrorOfTheCopy) {
  Begin("COPY (SELECT 1 / (5 - g) FROM generate_series(1, 9) g) TO STDOUT", true);
  ReadLines();
  EXPECT_EQ(PQendcopy(connection()), 1);
  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Failed("22012"), SpanSucceeded()));
}

TEST_F(LibpqCopyEndTest, LinesWhoseResultIsDiscardedAreNotCounted) {
  Begin("COPY (SELECT generate_series(1, 50)) TO STDOUT", true);
  ReadLines();
  PQendcopy(connection());
  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanSucceeded(), LacksAttribute("db.response.returned_rows")),
                          SpanSucceeded()));
}

TEST_F(LibpqCopyEndTest, WithoutACopyPQendcopyFailsAlone) {
  EXPECT_EQ(PQendcopy(connection()), 1);
  ASSERT_EQ(PQsendQuery(connection(), "SELECT 1"), 1);
  EXPECT_EQ(PQendcopy(connection()), 1);
  Drain();

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanSucceeded(), HasAttribute("db.response.returned_rows", Number(1)))));
}

TEST_F(LibpqCopyEndTest, AConnectionThatIsLostIsAnError) {
  Begin("COPY t FROM STDIN", true);
  PQputline(connection(), "1\n");
  KillBackend();
  EXPECT_EQ(PQendcopy(connection()), 1);
  connection_.reset();

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, ::testing::SizeIs(1));
  EXPECT_EQ(spans[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(spans[0], AllOf(KeepsTheContract(), SpanNamed("COPY t")));
}

// libpq ends a COPY with an error before it sends the text of another synchronous call.
TEST_F(LibpqCopyEndTest, AnotherCallFailsACopyThatIsInProgress) {
  const std::function<Result()> calls[] = {
      [this] { return Exec("SELECT 7 AS seven"); },
      [this] {
        return Result{PQexecParams(connection(), "SELECT 7 AS seven", 0, nullptr, nullptr, nullptr,
                                   nullptr, 0)};
      },
      [this] {
        return Result{PQexecPrepared(connection(), "p", 0, nullptr, nullptr, nullptr, 0)};
      }};
  Result{PQprepare(connection(), "p", "SELECT 7 AS seven", 0, nullptr)};
  struct Case {
    const char* rows;
    const char* code;
  };
  for (const Case& one : {Case{"1\n", "57014"}, Case{"secret\n", "22P02"}}) {
    for (const auto& call : calls) {
      for (const bool synchronous : {true, false}) {
        telemetry_.Clear();
        Begin("COPY t FROM STDIN", synchronous);
        PQputline(connection(), one.rows);
        EXPECT_STREQ(PQgetvalue(call().get(), 0, 0), "7");

        EXPECT_THAT(telemetry_.Spans(),
                    ElementsAre(Failed(one.code),
                                AllOf(SpanSucceeded(),
                                      HasAttribute("db.query.text", Text("SELECT ? AS seven")))))
            << one.code << synchronous;
      }
    }
    EXPECT_EQ(Count(), "0");
  }
  telemetry_.Clear();
  Begin("COPY t FROM STDIN", true);
  Result{PQprepare(connection(), "q", "SELECT 8", 0, nullptr)};
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Failed("57014")));
}

TEST_F(LibpqCopyEndTest, AnErrorThatLibpqDiscardsIsRecorded) {
  ASSERT_EQ(PQsendQuery(connection(), "SELECT 1 / 0"), 1);
  EXPECT_EQ(PQntuples(Exec("SELECT 7").get()), 1);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Failed("22012"), SpanSucceeded()));
}

// What libpq returns and says is the same as without dbspan.
TEST_F(LibpqCopyEndTest, AConnectionThatIsLostInACopyIsWhatItIsWithoutDbspan) {
  std::string said[2];
  for (const bool traced : {false, true}) {
    dbspan::switches<Postgres>().set_enabled(traced);
    Reconnect();
    Exec("CREATE TEMPORARY TABLE t (a int)");
    Begin("COPY t FROM STDIN", true);
    KillBackend();
    const Result result = Exec("SELECT 1");
    // The line of the COPY depends on what the server has read when it is ended.
    static const std::regex line{"line [0-9]+"};
    said[traced ? 1 : 0] = (result == nullptr ? "null: " : "result: ") +
                           std::regex_replace(PQerrorMessage(connection()), line, "line …");
    EXPECT_EQ(PQstatus(connection()), CONNECTION_BAD);
  }

  EXPECT_EQ(said[1], said[0]);
}

TEST_F(LibpqCopyEndTest, LargeObjectsLeaveACopyInProgressAlone) {
  Begin("COPY t FROM STDIN", true);
  int length = 0;
  int value = 0;
  const Result refused{PQfn(connection(), 957, &value, &length, 1, nullptr, 0)};
  EXPECT_EQ(refused, nullptr);
  PQputCopyData(connection(), "1\n2\n", 4);
  PQputCopyEnd(connection(), nullptr);
  Drain();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("CALL lo_creat"), SpanFailedWith("_OTHER")),
                          AllOf(SpanSucceeded(), CopySpan({{"dbspan.affected_rows", Number(2)}}))));
}

}  // namespace
}  // namespace dbspan::test
