// Tests results that arrive in parts, COPY and pipelines, also when the server goes away in the
// middle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

class LibpqStreamTest : public LibpqFixture {
 protected:
  /// Reads a COPY to its end and returns the number of rows.
  int ReadCopy() const {
    char* row = nullptr;
    int rows = 0;
    while (PQgetCopyData(connection(), &row, 0) > 0) {
      PQfreemem(row);
      ++rows;
    }
    return rows;
  }
  static auto Rows(int rows) { return HasAttribute("db.response.returned_rows", Number(rows)); }
};

constexpr const char* kThousand = "SELECT generate_series(1, 1000)";

TEST_F(LibpqStreamTest, ASentQueryEndsWithItsLastResult) {
  ASSERT_EQ(PQsendQuery(connection(), "SELECT 1; SELECT 2 UNION SELECT 3"), 1);
  EXPECT_EQ(PQntuples(Next().get()), 1);
  EXPECT_EQ(PQntuples(Next().get()), 2);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_EQ(Next(), nullptr);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), KeepsTheContract(), Rows(3))));
}

TEST_F(LibpqStreamTest, RowByRowTheRowsThatWereReadAreCounted) {
  ASSERT_EQ(PQsendQuery(connection(), kThousand), 1);
  ASSERT_EQ(PQsetSingleRowMode(connection()), 1);
  Drain();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(1000))));
}

#ifdef LIBPQ_HAS_CHUNK_MODE  // libpq 17 and later
TEST_F(LibpqStreamTest, ChunkByChunkTheRowsThatWereReadAreCounted) {
  ASSERT_EQ(PQsendQuery(connection(), kThousand), 1);
  ASSERT_EQ(PQsetChunkedRowsMode(connection(), 300), 1);
  Drain();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(1000))));
}
#endif

TEST_F(LibpqStreamTest, DroppedEarlyItEndsAtTheLastRowThatWasRead) {
  const auto before = std::chrono::steady_clock::now();
  PQsendQuery(connection(), kThousand);
  PQsetSingleRowMode(connection());
  for (int i = 0; i < 7; ++i) EXPECT_EQ(PQresultStatus(Next().get()), PGRES_SINGLE_TUPLE);
  const auto last_row = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  connection_.reset();

  ASSERT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(7))));
  EXPECT_THAT(telemetry_.Spans()[0].duration, Le(last_row - before));
}

TEST_F(LibpqStreamTest, ASynchronousCallGivesUpWhatWasLeft) {
  PQsendQuery(connection(), kThousand);
  PQsetSingleRowMode(connection());
  Next();
  EXPECT_EQ(PQntuples(Exec("SELECT 1").get()), 1);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Rows(1), Rows(1)));
}

TEST_F(LibpqStreamTest, AnErrorBehindSomeRowsIsTheErrorOfTheStream) {
  PQsendQuery(connection(), "SELECT 1 / (5 - g) FROM generate_series(1, 10) g");
  PQsetSingleRowMode(connection());
  Drain();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanFailedWith("22012"), Rows(4))));
}

TEST_F(LibpqStreamTest, CopyCountsItsRowsBothWays) {
  Exec("CREATE TEMPORARY TABLE t (a int)");
  telemetry_.Clear();
  EXPECT_EQ(PQresultStatus(Exec("COPY t FROM STDIN").get()), PGRES_COPY_IN);
  PQputCopyData(connection(), "1\n2\n", 4);
  PQputCopyData(connection(), "3\n", 2);
  PQputCopyEnd(connection(), nullptr);
  Drain();
  EXPECT_EQ(PQresultStatus(Exec("COPY t TO STDOUT").get()), PGRES_COPY_OUT);
  EXPECT_EQ(ReadCopy(), 3);
  Drain();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("COPY t"), SpanSucceeded(), KeepsTheContract(),
                                HasAttribute("dbspan.affected_rows", Number(3)),
                                LacksAttribute("db.response.returned_rows")),
                          AllOf(SpanNamed("COPY t"), SpanSucceeded(), Rows(3),
                                LacksAttribute("dbspan.affected_rows"))));
}

TEST_F(LibpqStreamTest, ACopyThatIsRefusedIsAnError) {
  Exec("CREATE TEMPORARY TABLE t (a int)");
  telemetry_.Clear();
  Exec("COPY t FROM STDIN");
  PQputCopyData(connection(), "secret\n", 7);
  PQputCopyEnd(connection(), nullptr);
  Drain();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("22P02")));
  EXPECT_THAT(::testing::PrintToString(telemetry_.Spans()), ::testing::Not(HasSubstr("secret")));
}

TEST_F(LibpqStreamTest, EveryQueryOfAPipelineIsASpan) {
  ASSERT_EQ(PQenterPipelineMode(connection()), 1);
  PQsendPrepare(connection(), "two", "SELECT 2 AS two", 0, nullptr);
  PQsendQueryParams(connection(), "SELECT 1 AS one", 0, nullptr, nullptr, nullptr, nullptr, 0);
  PQsendQueryPrepared(connection(), "two", 0, nullptr, nullptr, nullptr, 0);
  PQsendDescribePrepared(connection(), "two");
  PQsendQueryParams(connection(), "SELECT 1 / 0", 0, nullptr, nullptr, nullptr, nullptr, 0);
  PQsendQueryParams(connection(), "SELECT 3", 0, nullptr, nullptr, nullptr, nullptr, 0);
  PQpipelineSync(connection());
  PQsendQueryParams(connection(), "SELECT 4 AS four", 0, nullptr, nullptr, nullptr, nullptr, 0);
  PQpipelineSync(connection());
  for (int synced = 0; synced < 2;) {
    const Result result = Next();
    if (result != nullptr && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) ++synced;
  }
  EXPECT_EQ(PQexitPipelineMode(connection()), 1);
  Exec("SELECT 5 AS five");

  const auto text = [](const char* sql) { return HasAttribute("db.query.text", Text(sql)); };
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(text("SELECT ? AS one"), Rows(1)), AllOf(text("SELECT ? AS two"), Rows(1)),
                  AllOf(text("SELECT ? / ?"), SpanFailedWith("22012")),
                  AllOf(text("SELECT ?"), SpanFailedWith("PGRES_PIPELINE_ABORTED")),
                  AllOf(text("SELECT ? AS four"), SpanSucceeded(), Rows(1)),
                  AllOf(text("SELECT ? AS five"), Rows(1))));
}

TEST_F(LibpqStreamTest, AServerThatEndsAQuery) {
  std::thread killer{[this] {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    KillBackend();
  }};
  const Result result = Exec("SELECT pg_sleep(120)");
  killer.join();

  EXPECT_STRNE(PQresultErrorMessage(result.get()), "");
  EXPECT_EQ(PQstatus(connection()), CONNECTION_BAD);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("CONNECTION_BAD"), KeepsTheContract())));
  telemetry_.Clear();
  EXPECT_EQ(PQresultStatus(Exec("SELECT 1").get()), PGRES_FATAL_ERROR);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("CONNECTION_BAD")));
}

TEST_F(LibpqStreamTest, AServerThatEndsAStream) {
  PQsendQuery(connection(), "SELECT g, repeat('x', 10000) FROM generate_series(1, 100000) g");
  PQsetSingleRowMode(connection());
  int rows = 0;
  while (PQresultStatus(Next().get()) == PGRES_SINGLE_TUPLE && ++rows < 10) {
  }
  KillBackend();
  for (Result result = Next(); result != nullptr; result = Next()) {
    if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) ++rows;
  }

  EXPECT_EQ(PQstatus(connection()), CONNECTION_BAD);
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_EQ(telemetry_.Spans()[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(telemetry_.Spans()[0], Rows(rows));
}

// psql exits at such an error, without reading the null result.
TEST_F(LibpqStreamTest, WhatAnErrorUndoesIsNotAffected) {
  Exec(
      "CREATE TEMPORARY TABLE t (a int PRIMARY KEY, b int REFERENCES t DEFERRABLE INITIALLY "
      "DEFERRED)");
  const auto fails_with = [](const char* code) {
    return ElementsAre(
        AllOf(SpanFailedWith(code), KeepsTheContract(), LacksAttribute("dbspan.affected_rows")));
  };
  telemetry_.Clear();
  // Fails after its command tag, when the implicit transaction is committed.
  ASSERT_EQ(PQsendQueryParams(connection(), "INSERT INTO t VALUES (1, 2)", 0, nullptr, nullptr,
                              nullptr, nullptr, 0),
            1);
  Drain();
  EXPECT_THAT(telemetry_.Spans(), fails_with("23503"));

  telemetry_.Clear();
  ASSERT_EQ(PQsendQuery(connection(), "INSERT INTO t VALUES (1, 1); SELECT 1 / 0"), 1);
  Drain();
  EXPECT_THAT(telemetry_.Spans(), fails_with("22012"));
  EXPECT_EQ(PQntuples(Exec("SELECT * FROM t").get()), 0);
}

TEST_F(LibpqStreamTest, AnErrorEndsTheOperationBeforeTheNullResult) {
  const auto send_text = [this](const char* sql) { return PQsendQuery(connection(), sql); };
  const auto send_params = [this](const char* sql) {
    return PQsendQueryParams(connection(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0);
  };
  const auto send_single = [&](const char* sql) {
    return send_text(sql) == 1 && PQsetSingleRowMode(connection()) == 1 ? 1 : 0;
  };
  const auto send_prepared = [this](const char* sql) {
    const Result prepared{PQprepare(connection(), "p", sql, 0, nullptr)};
    EXPECT_EQ(PQresultStatus(prepared.get()), PGRES_COMMAND_OK);
    return PQsendQueryPrepared(connection(), "p", 0, nullptr, nullptr, nullptr, 0);
  };
  const auto send_prepare = [this](const char* sql) {
    return PQsendPrepare(connection(), "q", sql, 0, nullptr);
  };
  const auto send_piped = [&](const char* sql) {
    return PQenterPipelineMode(connection()) == 1 && send_params(sql) == 1
               ? PQpipelineSync(connection())
               : 0;
  };
  const char* const kEnds = "SELECT pg_terminate_backend(pg_backend_pid())";
  struct Case {
    std::function<int(const char*)> send;
    const char* sql;
    const char* code;
  };
  const Case cases[] = {
      {send_text, kEnds, "57P01"},
      {send_params, kEnds, "57P01"},
      {send_single, kEnds, "57P01"},
      {send_prepared, kEnds, "57P01"},
      {send_piped, kEnds, "57P01"},
      {send_text, "SELECT 1; SELECT 1 / 0", "22012"},
      {send_params, "SELECT 1 / 0", "22012"},
      {send_single, "SELECT nothing", "42703"},
      {send_piped, "SELECT nothing", "42703"},
      {send_prepare, "SELECT nothing", "42703"},
  };
  for (const Case& one : cases) {
    Reconnect();
    telemetry_.Clear();
    ASSERT_EQ(one.send(one.sql), 1) << one.sql;
    Result result = Next();
    while (result != nullptr && PQresultStatus(result.get()) != PGRES_FATAL_ERROR) result = Next();
    ASSERT_NE(result, nullptr) << one.sql;

    const auto failed = ElementsAre(AllOf(SpanFailedWith(one.code), KeepsTheContract()));
    EXPECT_THAT(telemetry_.Spans(), failed) << one.sql;
    while (PQstatus(connection()) == CONNECTION_OK &&
           PQpipelineStatus(connection()) == PQ_PIPELINE_OFF && Next() != nullptr) {
    }
    connection_.reset();
    EXPECT_THAT(telemetry_.Spans(), failed) << one.sql << ", closed";
  }
}

TEST_F(LibpqStreamTest, AWarningThatWasReadIsKeptIfTheProgramReadsNoFurther) {
  PQsetNoticeProcessor(
      connection(), [](void*, const char*) {}, nullptr);
  const char* const kWarns = "DO $$ BEGIN RAISE WARNING 'w' USING ERRCODE = '01004'; END $$";
  for (const bool closes : {false, true}) {
    ASSERT_EQ(PQsendQuery(connection(), kWarns), 1);
    ASSERT_EQ(PQresultStatus(Next().get()), PGRES_COMMAND_OK);
    closes ? connection_.reset() : PQreset(connection());
  }

  const auto warned =
      AllOf(SpanSucceeded(), HasAttribute("db.response.status_code", Text("01004")));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(warned, LacksAttribute("error.type")));
}

TEST_F(LibpqStreamTest, AConnectionThatIsLostBeforeTheResultIsAnError) {
  for (const bool closes : {false, true}) {
    ASSERT_EQ(PQsendQuery(connection(), "SELECT pg_sleep(120)"), 1);
    KillBackend();
    while (PQconsumeInput(connection()) == 1) {
    }
    EXPECT_EQ(PQstatus(connection()), CONNECTION_BAD);
    closes ? connection_.reset() : PQreset(connection());
  }

  const auto lost = AllOf(SpanFailedWith("CONNECTION_BAD"), KeepsTheContract());
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(lost, lost));
}

TEST_F(LibpqStreamTest, TheRowsOfACopyAreThoseThatTheServerCounts) {
  // A binary COPY has a trailer, CSV can have a header, and a text can have several of them.
  for (const char* sql : {"COPY (SELECT generate_series(1, 3)) TO STDOUT (FORMAT binary)",
                          "COPY (SELECT generate_series(1, 3)) TO STDOUT (FORMAT csv, HEADER)"}) {
    telemetry_.Clear();
    ASSERT_EQ(PQresultStatus(Exec(sql).get()), PGRES_COPY_OUT);
    EXPECT_EQ(ReadCopy(), 4);
    Drain();

    EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(3)))) << sql;
  }
  telemetry_.Clear();
  ASSERT_EQ(PQsendQuery(connection(),
                        "COPY (SELECT 1) TO STDOUT; COPY (SELECT generate_series(1, 2)) TO STDOUT"),
            1);
  for (Result result = Next(); result != nullptr; result = Next()) ReadCopy();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(3))));
}

TEST_F(LibpqStreamTest, AServerThatEndsACopy) {
  Exec("CREATE TEMPORARY TABLE t (a int)");
  telemetry_.Clear();
  Exec("COPY t FROM STDIN");
  PQputCopyData(connection(), "1\n", 2);
  KillBackend();
  PQputCopyEnd(connection(), nullptr);
  Drain();

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_EQ(telemetry_.Spans()[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(telemetry_.Spans()[0], AllOf(KeepsTheContract(), SpanNamed("COPY t")));
}

}  // namespace
}  // namespace dbspan::test
