#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq/libpq-fs.h>

#include <cerrno>
#include <string>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using LibpqTest = LibpqFixture;

TEST_F(LibpqTest, AStatementIsASpanWithItsRows) {
  const Result result = Exec("SELECT relname FROM pg_class WHERE relname = 'pg_class'");

  EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), "pg_class");
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanNamed("SELECT pg_class"), SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
          Field(&RecordedSpan::scope, "dbspan.pg"), Field(&RecordedSpan::events, IsEmpty()),
          AttributesAre(
              With({{"db.query.summary", Text("SELECT pg_class")},
                    {"db.query.text", Text("SELECT relname FROM pg_class WHERE relname = ?")},
                    {"db.response.returned_rows", Number(1)}})))));
  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(AttributesAre(With({{"db.query.summary", Text("SELECT pg_class")}}))));
}

TEST_F(LibpqTest, TheNamespaceIsDatabaseAndSchemaWhereTheConnectionSetsOne) {
  server_.text += "?options=-csearch_path%3Dpg_catalog,public";
  Reconnect();

  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.namespace", Text(server_.database + "|pg_catalog"))));
}

TEST_F(LibpqTest, ChangesCountAffectedRows) {
  Exec("CREATE TEMPORARY TABLE t (a int)");
  Exec("INSERT INTO t VALUES (1), (2), (3)");
  Exec("UPDATE t SET a = a + 1 WHERE a > 1 RETURNING a");
  Exec("DELETE FROM t");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  EXPECT_THAT(spans[0], AllOf(LacksAttribute("dbspan.affected_rows"),
                              LacksAttribute("db.response.returned_rows")));
  EXPECT_THAT(spans[1], AllOf(HasAttribute("dbspan.affected_rows", Number(3)),
                              LacksAttribute("db.response.returned_rows"), KeepsTheContract()));
  EXPECT_THAT(spans[2], AllOf(HasAttribute("dbspan.affected_rows", Number(2)),
                              HasAttribute("db.response.returned_rows", Number(2))));
  EXPECT_THAT(spans[3], HasAttribute("dbspan.affected_rows", Number(3)));
}

TEST_F(LibpqTest, LiteralsAreReadAsTheSessionReadsThem) {
  Exec(R"(SELECT 'C:\', 'b')");
  Exec("SET standard_conforming_strings = off");
  Exec(R"(SELECT 'it\'s', 'b' AS c)");
  Exec("SET standard_conforming_strings = on");
  Exec(R"(SELECT 'it\'s', 'b' AS c)");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(5));
  EXPECT_THAT(spans[0], HasAttribute("db.query.text", Text("SELECT ?, ?")));
  EXPECT_THAT(spans[2], HasAttribute("db.query.text", Text("SELECT ?, ? AS c")));
  // Refused by the server: its last quote does not close.
  EXPECT_THAT(spans[4], HasAttribute("db.query.text", Text("SELECT ?")));
}

#ifdef LIBPQ_HAS_PIPELINING
TEST_F(LibpqTest, InAPipelineTheSettingsOfTheSessionAreNotKnown) {
  ASSERT_EQ(PQenterPipelineMode(connection()), 1);
  PQsendQueryParams(connection(), "SET standard_conforming_strings = off", 0, nullptr, nullptr,
                    nullptr, nullptr, 0);
  PQsendQueryParams(connection(), R"(SELECT a, 'it\'s', 'b')", 0, nullptr, nullptr, nullptr,
                    nullptr, 0);
  PQpipelineSync(connection());
  for (int nulls = 0; nulls < 3;) nulls += Next() == nullptr ? 1 : 0;

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[1], HasAttribute("db.query.text", Text("SELECT a, ?")));
}
#endif

TEST_F(LibpqTest, ErrorsAreKnownBySqlstateAndNotAsExceptions) {
  const Result result = Exec("SELECT 'secret'::int");

  EXPECT_STREQ(PQresultErrorField(result.get(), PG_DIAG_SQLSTATE), "22P02");
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanFailedWith("22P02"), KeepsTheContract(),
                        HasAttribute("db.response.status_code", Text("22P02")),
                        Field(&RecordedSpan::events, IsEmpty()),
                        Field(&RecordedSpan::description, ::testing::Not(HasSubstr("secret"))))));
}

TEST_F(LibpqTest, ParametersStayInTheProcessUnlessPrepared) {
  const char* values[] = {"41"};
  Result result{
      PQexecParams(connection(), "SELECT $1::int + 1", 1, nullptr, values, nullptr, nullptr, 0)};
  EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), "42");
  result.reset(PQprepare(connection(), "next", "SELECT $1::int + 1 AS next", 1, nullptr));
  result.reset(PQexecPrepared(connection(), "next", 1, values, nullptr, nullptr, 0));
  EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), "42");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.query.text", Text("SELECT $1::int + ?")),
                          AllOf(HasAttribute("db.query.text", Text("SELECT $1::int + ? AS next")),
                                HasAttribute("db.response.returned_rows", Number(1)))));
}

TEST_F(LibpqTest, ValuesAreRecordedOnRequest) {
  Configure([](Options& options) { options.parameters = {"*"}; });
  Reconnect();
  const char* values[] = {"41", nullptr, "text"};

  Result result{PQexecParams(connection(), "SELECT $1::int, $2::int, $3::text", 3, nullptr, values,
                             nullptr, nullptr, 0)};
  result.reset(PQprepare(connection(), "p", "SELECT $1::int, $2::int, $3::text", 3, nullptr));
  result.reset(PQexecPrepared(connection(), "p", 3, values, nullptr, nullptr, 0));
  ASSERT_EQ(PQsendQueryParams(connection(), "SELECT $1::int, $2::int, $3::text", 3, nullptr, values,
                              nullptr, nullptr, 0),
            1);
  Drain();
  ASSERT_EQ(PQsendQueryPrepared(connection(), "p", 3, values, nullptr, nullptr, 0), 1);
  Drain();

  EXPECT_THAT(telemetry_.Spans(),
              AllOf(::testing::SizeIs(4),
                    ::testing::Each(AllOf(HasAttribute("db.query.parameter.0", Text("41")),
                                          LacksAttribute("db.query.parameter.1"),
                                          HasAttribute("db.query.parameter.2", Text("text"))))));
}

TEST_F(LibpqTest, BinaryValuesAreReadIfTheirTypeIsKnown) {
  Configure([](Options& options) { options.parameters = {"*"}; });
  Reconnect();
  const char integer[] = {0, 0, 1, 2};
  const char big[] = {-1, -1, -1, -1, -1, -1, -1, -2};
  const char real[] = {0x40, 0x04, 0, 0, 0, 0, 0, 0};
  const char truth[] = {1};
  const char bytes[] = {1, 2, 3};
  const char* values[] = {integer, big, real, truth, bytes, "text"};
  const int lengths[] = {4, 8, 8, 1, 3, 4};
  const int formats[] = {1, 1, 1, 1, 1, 1};
  const Oid types[] = {23, 20, 701, 16, 17, 25};

  const Result result{PQexecParams(connection(), "SELECT $1, $2, $3, $4, $5, $6", 6, types, values,
                                   lengths, formats, 0)};

  EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), "258");
  EXPECT_THAT(telemetry_.Spans(),
              ::testing::ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("258")),
                                           HasAttribute("db.query.parameter.1", Text("-2")),
                                           HasAttribute("db.query.parameter.2", Text("2.5")),
                                           HasAttribute("db.query.parameter.3", Text("true")),
                                           LacksAttribute("db.query.parameter.4"),
                                           HasAttribute("db.query.parameter.5", Text("text")))));
}

TEST_F(LibpqTest, BinaryValuesOfUnknownTypesAreNotRecorded) {
  Configure([](Options& options) { options.parameters = {"*"}; });
  Reconnect();
  const char integer[] = {0, 0, 1, 2};
  const char* values[] = {integer};
  const int lengths[] = {4};
  const int formats[] = {1};

  Result result{
      PQexecParams(connection(), "SELECT $1::int", 1, nullptr, values, lengths, formats, 0)};
  result.reset(PQprepare(connection(), "p", "SELECT $1::int", 1, nullptr));
  result.reset(PQexecPrepared(connection(), "p", 1, values, lengths, formats, 0));

  EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), "258");
  EXPECT_THAT(telemetry_.Spans(),
              AllOf(::testing::SizeIs(2), ::testing::Each(LacksAttribute("db.query.parameter.0"))));
}

TEST_F(LibpqTest, WhatCannotBePreparedIsAFailureOfPrepare) {
  const Result refused{
      PQprepare(connection(), "bad", "SELECT a FROM nothing WHERE b = 'secret'", 0, nullptr)};
  ASSERT_EQ(PQsendPrepare(connection(), "worse", "SELECT * FROM nowhere", 0, nullptr), 1);
  while (PGresult* result = PQgetResult(connection())) PQclear(result);

  const auto failed = AllOf(SpanFailedWith("42P01"), KeepsTheContract(),
                            HasAttribute("db.operation.name", Text("PREPARE")));
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(
          AllOf(failed, HasAttribute("db.query.text", Text("SELECT a FROM nothing WHERE b = ?"))),
          AllOf(failed, HasAttribute("db.query.text", Text("SELECT * FROM nowhere")))));
}

constexpr const char* kWarn = "DO $$ BEGIN RAISE WARNING 'secret' USING ERRCODE = '01004'; END $$";

TEST_F(LibpqTest, AWarningIsACodeWithoutAnError) {
  std::string heard;
  PQsetNoticeProcessor(
      connection(), [](void* to, const char* text) { *static_cast<std::string*>(to) += text; },
      &heard);
  const Result warned{PQexec(connection(), kWarn)};
  const Result quiet{PQexec(connection(), "DO $$ BEGIN RAISE NOTICE 'secret'; END $$")};
  ASSERT_EQ(PQsendQuery(connection(), kWarn), 1);
  while (PGresult* result = PQgetResult(connection())) PQclear(result);

  EXPECT_EQ(heard, "WARNING:  secret\nNOTICE:  secret\nWARNING:  secret\n");
  const auto has_code =
      AllOf(SpanSucceeded(), HasAttribute("db.response.status_code", Text("01004")));
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(has_code, LacksAttribute("db.response.status_code"), has_code));
}

TEST_F(LibpqTest, TheReceiverOfNoticesIsTheProgramsOwn) {
  const PQnoticeReceiver libpqs = PQsetNoticeReceiver(connection(), nullptr, nullptr);
  int heard = 0;
  const PQnoticeReceiver ours = [](void* count, const PGresult*) { ++*static_cast<int*>(count); };
  EXPECT_EQ(PQsetNoticeReceiver(connection(), ours, &heard), libpqs);
  EXPECT_EQ(PQsetNoticeReceiver(connection(), nullptr, nullptr), ours);
  const Result warned{PQexec(connection(), kWarn)};

  EXPECT_EQ(heard, 1);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded()));
}

TEST_F(LibpqTest, WhatWasPreparedElsewhereIsExecutedByName) {
  Exec("PREPARE mine AS SELECT 1");
  telemetry_.Clear();

  const Result result{PQexecPrepared(connection(), "mine", 0, nullptr, nullptr, nullptr, 0)};

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("EXECUTE " + server_.database), KeepsTheContract(),
                                AttributesAre(With({{"db.operation.name", Text("EXECUTE")},
                                                    {"db.response.returned_rows", Number(1)}})))));
}

TEST_F(LibpqTest, TransactionsAreBracketedSilentlyUnlessAskedFor) {
  const auto transact = [&] {
    Exec("BEGIN");
    Exec("SAVEPOINT a");
    Exec("ROLLBACK TO SAVEPOINT a");
    Exec("COMMIT; ");
  };
  transact();
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  Exec("BEGIN; SELECT 1; COMMIT");
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));

  Configure([](Options& options) { options.transaction_spans = true; });
  Reconnect();
  telemetry_.Clear();
  transact();
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("BEGIN"), SpanNamed("SAVEPOINT"),
                                              SpanNamed("ROLLBACK"), SpanNamed("COMMIT")));
}

TEST_F(LibpqTest, ConnectingIsASpanOnRequest) {
  Configure([](Options& options) { options.connect_spans = true; });
  Reconnect();
  PQreset(connection());
  const Connection refused{PQconnectdb("host=127.0.0.1 port=1 dbname=shop password=hunter2")};
  EXPECT_EQ(PQstatus(refused.get()), CONNECTION_BAD);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(3));
  EXPECT_THAT(spans[0], AllOf(SpanSucceeded(), KeepsTheContract(),
                              AttributesAre(With({{"db.operation.name", Text("CONNECT")}}))));
  EXPECT_THAT(spans[1], AllOf(SpanSucceeded(), HasAttribute("db.operation.name", Text("CONNECT"))));
  EXPECT_THAT(spans[2], AllOf(SpanFailedWith("CONNECTION_BAD"), KeepsTheContract(),
                              HasAttribute("server.port", Number(1))));
  EXPECT_THAT(::testing::PrintToString(spans), ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(LibpqTest, SoIsConnectingWithoutBlocking) {
  Configure([](Options& options) { options.connect_spans = true; });
  const Connection connection{PQconnectStart(server_.text.c_str())};
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
    status = PQconnectPoll(connection.get());
  }
  ASSERT_EQ(status, PGRES_POLLING_OK);
  PQsendQuery(connection.get(), "SELECT 1");
  EXPECT_EQ(PQconnectPoll(connection.get()), PGRES_POLLING_OK);  // another call returns OK again
  while (Result{PQgetResult(connection.get())} != nullptr) {
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(With({{"db.operation.name", Text("CONNECT")}})),
                          HasAttribute("db.response.returned_rows", Number(1))));
}

TEST_F(LibpqTest, LargeObjectsAreCallsOfTheirFunctions) {
  Exec("BEGIN");
  const Oid object = lo_creat(connection(), INV_READ | INV_WRITE);
  telemetry_.Clear();
  const int descriptor = lo_open(connection(), object, INV_READ | INV_WRITE);
  EXPECT_EQ(lo_write(connection(), descriptor, "hello", 5), 5);
  EXPECT_EQ(lo_lseek64(connection(), descriptor, 1, SEEK_SET), 1);
  char bytes[10];
  EXPECT_EQ(lo_read(connection(), descriptor, bytes, sizeof bytes), 4);
  EXPECT_EQ(lo_tell64(connection(), descriptor), 5);
  EXPECT_EQ(lo_close(connection(), descriptor), 0);
  EXPECT_EQ(lo_read(connection(), descriptor, bytes, sizeof bytes), -1);
  Exec("ROLLBACK");

  const auto call = [&](const std::string& function) {
    return AllOf(SpanNamed("CALL " + function), SpanSucceeded(), KeepsTheContract(),
                 AttributesAre(With({{"db.operation.name", Text("CALL")},
                                     {"db.stored_procedure.name", Text(function)}})));
  };
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(call("lo_open"), call("lowrite"), call("lo_lseek64"), call("loread"),
                          call("lo_tell64"), call("lo_close"),
                          AllOf(SpanNamed("CALL loread"), SpanFailedWith("42704"))));
}

// libpq keeps the results of lo_read, lo_lseek64 and lo_tell64 for itself; lo_tell's is PQfn's.
TEST_F(LibpqTest, EveryFunctionOfLargeObjectsHasTheCodeOfTheServer) {
  char bytes[4];
  const auto fail = [&](int descriptor) {
    EXPECT_EQ(lo_tell(connection(), descriptor), -1);
    EXPECT_EQ(lo_read(connection(), descriptor, bytes, sizeof bytes), -1);
    EXPECT_EQ(lo_tell64(connection(), descriptor), -1);
    EXPECT_EQ(lo_lseek64(connection(), descriptor, 0, SEEK_SET), -1);
  };
  const auto all_failed = [](const char* code) {
    const auto failed = AllOf(SpanFailedWith(code), KeepsTheContract(),
                              HasAttribute("db.response.status_code", Text(code)),
                              Field(&RecordedSpan::events, IsEmpty()));
    return ElementsAre(failed, failed, failed, failed);
  };
  fail(99);  // the first call also asks for the OIDs of the functions
  for (const PGVerbosity verbosity : {PQERRORS_DEFAULT, PQERRORS_VERBOSE, PQERRORS_TERSE}) {
    PQsetErrorVerbosity(connection(), verbosity);
    telemetry_.Clear();
    fail(99);
    EXPECT_THAT(telemetry_.Spans(), all_failed("42704")) << verbosity;
    Exec("BEGIN");
    Exec("SELECT nothing");
    telemetry_.Clear();
    fail(99);
    EXPECT_THAT(telemetry_.Spans(), all_failed("25P02")) << verbosity;
    Exec("ROLLBACK");
  }
}

TEST_F(LibpqTest, ANameThatSqlGivesToAnotherStatementHasNoText) {
  struct Case {
    const char* name;
    const char* sql;
    bool known;  // the text of the name is still that of PQprepare
  };
  const std::string longest(63, 'n');  // the server cuts longer names
  const std::string longer = "DEALLOCATE " + longest + "nnn";
  const std::string longer_in_quotes = "DEALLOCATE \"" + longest + "nnn\"";
  const Case cases[] = {
      {"a", "DEALLOCATE a; ", false},
      {"a", R"(DEALLOCATE U&"\0061")", false},
      {"a", R"(deallocate prepare u&"!0061" UESCAPE '!')", false},
      {longest.c_str(), longer.c_str(), false},
      {longest.c_str(), longer_in_quotes.c_str(), false},
      {"a", "deallocate PREPARE A", false},
      {"A", "DEALLOCATE \"A\"", false},
      {"A", "DEALLOCATE a", true},
      {"a", "DEALLOCATE ALL", false},
      {"a", "DISCARD ALL", false},
      {"a", "DISCARD TEMP", true},
      {"a", "/* tidy */ DEALLOCATE a", false},
      {"a", "-- tidy\nDEALLOCATE a", false},
      {"a", "SELECT 1; DEALLOCATE a", false},
      {"a", "DEALLOCATE b", true},
      {"a", "SELECT 'DEALLOCATE a' AS discard", true},
      {"a", "PREPARE b AS SELECT 5", true},
      {"a", "SELECT 1 AS\ndiscard", true},
      {"a", "DISCARD PLANS", true},
      {"a", "DISCARD /* tidy */ ALL", false},
      {"a", "discard-- tidy\nall", false},
      {"a", "DISCARD/**/all;", false},
      {"a", "DEALLOCATE/* tidy */ALL", false},
  };
  for (const Case& one : cases) {
    for (const bool sends : {false, true}) {
      Reconnect();
      Result{PQprepare(connection(), "b", "SELECT 2 AS old", 0, nullptr)};
      if (std::string{one.sql}.find("PREPARE b") != std::string::npos) Exec("DEALLOCATE b");
      Result{PQprepare(connection(), one.name, "SELECT 1 AS old", 0, nullptr)};
      if (sends) {
        ASSERT_EQ(PQsendQuery(connection(), one.sql), 1);
        while (Result{PQgetResult(connection())} != nullptr) {
        }
      } else {
        Exec(one.sql);
      }
      const std::string again = "PREPARE \"" + std::string{one.name} + "\" AS SELECT 99 AS fresh";
      if (!one.known) Exec(again.c_str());
      telemetry_.Clear();
      const Result result{PQexecPrepared(connection(), one.name, 0, nullptr, nullptr, nullptr, 0)};

      EXPECT_STREQ(PQgetvalue(result.get(), 0, 0), one.known ? "1" : "99") << one.sql;
      EXPECT_THAT(telemetry_.Spans(),
                  ElementsAre(one.known ? HasAttribute("db.query.text", Text("SELECT ? AS old"))
                                        : HasAttribute("db.operation.name", Text("EXECUTE"))))
          << one.sql;
    }
  }
}

TEST_F(LibpqTest, ACommentForTheServerGoesWithUnpreparedText) {
  Configure([](Options& options) { options.sqlcommenter = SqlCommenter::kTraceContext; });
  Reconnect();
  telemetry_.Clear();

  const Result result = Exec("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()");

  const std::string seen = PQgetvalue(result.get(), 0, 0);
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(seen, HasSubstr("traceparent='00-" + telemetry_.Spans()[0].trace_id));
}

TEST_F(LibpqTest, SwitchedOffNothingIsRecorded) {
  dbspan::switches<Postgres>().set_enabled(false);
  EXPECT_STREQ(PQgetvalue(Exec("SELECT 1").get(), 0, 0), "1");
  EXPECT_EQ(PQsendQuery(connection(), "SELECT 2"), 1);
  Drain();
  dbspan::switches<Postgres>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(LibpqTest, SwitchedOffInTheMiddleTheResultsThatWaitAreStillFollowed) {
  PQsendQuery(connection(), "SELECT 1");
  dbspan::switches<Postgres>().set_enabled(false);
  Drain();
  dbspan::switches<Postgres>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.response.returned_rows", Number(1))));
}

TEST_F(LibpqTest, NoConnectionIsNoMatter) {
  EXPECT_EQ(PQexec(nullptr, "SELECT 1"), nullptr);
  EXPECT_EQ(PQgetResult(nullptr), nullptr);
  EXPECT_EQ(PQsendQuery(nullptr, "SELECT 1"), 0);
  EXPECT_EQ(PQsendQuery(connection(), nullptr), 0);
  PQfinish(nullptr);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(LibpqTest, ErrnoIsWhatLibpqMakesOfIt) {
  const auto bare = reinterpret_cast<decltype(&PQexec)>(dlsym(RTLD_NEXT, "PQexec"));
  ASSERT_NE(bare, nullptr);
  ASSERT_NE(bare, &PQexec);
  const auto errno_behind = [&](auto&& exec, const char* sql) {
    errno = 4711;
    const Result result{exec(connection(), sql)};
    return errno;
  };
  for (const char* sql : {"SELECT 1", "SELECT nothing"}) {
    EXPECT_EQ(errno_behind(&PQexec, sql), errno_behind(bare, sql));
  }
}

}  // namespace
}  // namespace dbspan::test
