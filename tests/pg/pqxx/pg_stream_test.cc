// Tests streams, pipelines and cursors of libpqxx with its traced header.
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "dbspan/switches.h"
#include "tests/pg/pqxx/pg_stream_to.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

namespace pqxx = dbspan::pqxx;  // what a user of libpqxx writes

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Not;
using ::testing::SizeIs;

class PgStreamTest : public ::testing::Test {
 protected:
  PgStreamTest() {
    dbspan::configure<Postgres>(telemetry_.options());
    connection_.emplace(server_.text);
    work_.emplace(*connection_);
    work_->exec("CREATE TEMPORARY TABLE numbers (a int, b text)");
    work_->exec("INSERT INTO numbers SELECT g, 'text' FROM generate_series(1, 10) g");
    telemetry_.Clear();
  }
  ~PgStreamTest() override { dbspan::configure<Postgres>(Options{}); }

  static auto Rows(int rows) { return HasAttribute("db.response.returned_rows", Number(rows)); }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
  std::optional<pqxx::connection> connection_;
  std::optional<pqxx::work> work_;
};

TEST_F(PgStreamTest, RowsThatWereReadAreCounted) {
  pqxx::stream_from stream{*work_, "numbers"};
  std::tuple<int, std::string> row;
  int rows = 0;
  while (stream >> row) ++rows;
  stream.complete();

  EXPECT_EQ(rows, 10);
  EXPECT_EQ(row, std::make_tuple(10, std::string{"text"}));
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("COPY numbers"), SpanSucceeded(), KeepsTheContract(),
                                Rows(10), HasAttribute("db.collection.name", Text("numbers")))));
}

#if PQXX_VERSION_MAJOR >= 7
TEST_F(PgStreamTest, RowsOfAnIteratedStreamAreCounted) {
  auto stream = pqxx::stream_from::table(*work_, {"numbers"});
  int rows = 0;
  for (const auto& [number, text] : stream.iter<int, std::string>()) rows += number > 0 ? 1 : 0;
  stream.complete();

  EXPECT_EQ(rows, 10);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(10))));
}

TEST_F(PgStreamTest, RowsOfAQueryThatIsStreamedAreCounted) {
  int sum = 0;
  for (const auto& [number] : work_->stream<int>("SELECT a FROM numbers")) sum += number;

  EXPECT_EQ(sum, 55);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("SELECT numbers"), SpanSucceeded(), Rows(10))));
}
#endif

TEST_F(PgStreamTest, DroppedEarlyItEndsAtTheLastRow) {
  const auto before = std::chrono::steady_clock::now();
  auto last_row = before;
  {
    pqxx::stream_from stream{*work_, "numbers"};
    std::tuple<int, std::string> row;
    stream >> row >> row >> row;
    last_row = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }

  ASSERT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Rows(3))));
  EXPECT_THAT(telemetry_.Spans()[0].duration, Le(last_row - before));
}

TEST_F(PgStreamTest, ARowThatCannotBeConvertedIsNoErrorOfTheDatabase) {
  {
    pqxx::stream_from stream{*work_, "numbers"};
    std::tuple<int, std::string> row;
    stream >> row;
    std::tuple<int, int> wrong;
    EXPECT_THROW(stream >> wrong, pqxx::conversion_error);
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("COPY numbers"), SpanSucceeded(), Rows(2),
                                KeepsTheContract(), Field(&RecordedSpan::events, IsEmpty()))));
}

TEST_F(PgStreamTest, RowsThatWereWrittenAreCounted) {
  pqxx::stream_to stream = StreamTo(*work_, "numbers");
  for (int i = 0; i < 5; ++i) stream << std::make_tuple(i, "more");
  stream.complete();
  EXPECT_EQ(work_->exec("SELECT * FROM numbers").size(), 15U);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("COPY numbers"), SpanSucceeded(), KeepsTheContract(),
                                HasAttribute("dbspan.affected_rows", Number(5)),
                                LacksAttribute("db.response.returned_rows")),
                          Rows(15)));
}

pqxx::serialization_failure SerializationFailure() {
#if PQXX_VERSION_MAJOR < 7
  return pqxx::serialization_failure{"again"};
#else
  return pqxx::serialization_failure{"again", ""};
#endif
}

TEST_F(PgStreamTest, AStreamThatCannotBeginThrowsAndSaysWhy) {
  EXPECT_THROW(pqxx::stream_from(*work_, "nowhere"), pqxx::undefined_table);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("COPY nowhere"), SpanFailedWith("42P01"),
                                Field(&RecordedSpan::events, SizeIs(1)))));
}

TEST_F(PgStreamTest, DataThatIsRefusedIsTheErrorOfTheStream) {
  pqxx::stream_to stream = StreamTo(*work_, "numbers");
  stream << std::make_tuple("secret", "text");
  EXPECT_THROW(stream.complete(), pqxx::sql_error);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("22P02")));
}

TEST_F(PgStreamTest, EveryQueryOfAPipelineIsASpan) {
  pqxx::pipeline pipeline{*work_};
  const auto all = pipeline.insert("SELECT * FROM numbers");
  const auto one = pipeline.insert("SELECT 1 AS one");
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_EQ(pipeline.retrieve(one).size(), 1U);
  EXPECT_EQ(pipeline.retrieve(all).size(), 10U);
  pipeline.insert("SELECT 2 AS two");
  EXPECT_EQ(pipeline.retrieve().second.size(), 1U);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.text", Text("SELECT ? AS one")), Rows(1)),
                          AllOf(SpanNamed("SELECT numbers"), Rows(10), KeepsTheContract()),
                          AllOf(HasAttribute("db.query.text", Text("SELECT ? AS two")), Rows(1))));
}

TEST_F(PgStreamTest, AQueryThatFailsFailsItsSpanOfThePipeline) {
  pqxx::pipeline pipeline{*work_};
  const auto wrong = pipeline.insert("SELECT nothing");
  EXPECT_THROW(pipeline.retrieve(wrong), pqxx::undefined_column);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("42703")));
}

TEST_F(PgStreamTest, ACursorIsItsQueryAndASpanPerFetch) {
  pqxx::icursorstream cursor{*work_, "SELECT a FROM numbers ORDER BY a", "forward", 4};
  pqxx::result block;
  std::vector<int> sizes;
  while (cursor >> block) sizes.push_back(static_cast<int>(block.size()));

  EXPECT_THAT(sizes, ElementsAre(4, 4, 2));
  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(5));
  EXPECT_THAT(spans[0], AllOf(SpanNamed("SELECT numbers"), KeepsTheContract(),
                              LacksAttribute("db.response.returned_rows")));
  EXPECT_THAT(spans[1],
              AllOf(HasAttribute("db.operation.name", Text("FETCH")), Rows(4), KeepsTheContract()));
  EXPECT_THAT(spans[3], Rows(2));
  EXPECT_THAT(spans[4], Rows(0));
}

TEST_F(PgStreamTest, AnyPartOfAStatelessCursorIsAFetch) {
  pqxx::stateless_cursor<pqxx::cursor_base::read_only, pqxx::cursor_base::owned> cursor{
      *work_, "SELECT a FROM numbers ORDER BY a", "anywhere", false};
  EXPECT_EQ(cursor.size(), 10U);
  EXPECT_EQ(cursor.retrieve(3, 6).size(), 3U);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanNamed("SELECT numbers"), SpanNamed("MOVE"),
                          AllOf(HasAttribute("db.operation.name", Text("FETCH")), Rows(3))));
}

TEST_F(PgStreamTest, EveryAttemptOfPerformIsASpanThatTellsWhyItIsMade) {
  const GlobalTracers global{telemetry_};
  work_.reset();
  int attempts = 0;
  pqxx::perform([&] {
    pqxx::work work{*connection_};
    work.exec("SELECT 1");
    if (++attempts < 3) throw SerializationFailure();
  });

  EXPECT_EQ(attempts, 3);
  const auto spans = telemetry_.Spans();  // per attempt: its statement, then the attempt
  ASSERT_THAT(spans, SizeIs(6));
  EXPECT_THAT(spans[1], AllOf(SpanNamed("perform"), Field(&RecordedSpan::scope, "dbspan.trace"),
                              Field(&RecordedSpan::parent_id, IsEmpty()), Not(SpanSucceeded())));
  EXPECT_EQ(spans[4].parent_id, spans[5].span_id);
  EXPECT_THAT(spans[5], AllOf(SpanNamed("perform"), SpanSucceeded()));
  ASSERT_THAT(spans[5].events, SizeIs(1));
  EXPECT_EQ(spans[5].events[0].name, "dbspan.retry");
  EXPECT_EQ(spans[5].events[0].attributes.at("dbspan.retry.attempt"), Number(2));
}

TEST_F(PgStreamTest, SwitchedOffPerformRecordsNothing) {
  const GlobalTracers global{telemetry_};
  work_.reset();
  dbspan::switches<Postgres>().set_enabled(false);

  EXPECT_EQ(pqxx::perform([] { return 3; }), 3);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

#if PQXX_VERSION_MAJOR >= 7
TEST_F(PgStreamTest, WhatARowIsForIsRecordedThoughTheStreamIsNotDone) {
  pqxx::connection other{server_.text};
  pqxx::work beside{other};
  int rows = 0;
  work_->for_stream("SELECT a FROM numbers", [&](int number) {
    rows += beside.query_value<int>("SELECT " + std::to_string(number)) == number ? 1 : 0;
  });

  EXPECT_EQ(rows, 10);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(11));
}

TEST_F(PgStreamTest, WhatIsDoneWithTheRowsOfAQueryIsBehindItsSpan) {
  pqxx::connection other{server_.text};
  pqxx::work beside{other};
  int sum = 0;
  work_->for_query("SELECT a FROM numbers WHERE a < 3", [&](int number) {
    sum += beside.query_value<int>("SELECT " + std::to_string(number));
  });

  EXPECT_EQ(sum, 3);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("SELECT numbers"), Rows(2), KeepsTheContract()),
                          SpanNamed("SELECT"), SpanNamed("SELECT")));
}
#endif

}  // namespace
}  // namespace dbspan::test
