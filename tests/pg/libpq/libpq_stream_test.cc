// Tests results that arrive in parts, COPY and pipelines, also when the server goes away in the
// middle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
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
