#include "dbspan/detail/operation_span.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "dbspan/instrumenter.h"
#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/systems.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::Number;
using test::RecordedPoint;
using test::RecordedSpan;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class OperationSpanTest : public ::testing::Test {
 protected:
  detail::OperationSpan Start() {
    return instrumenter_.Start([&] {
      Operation operation;
      operation.endpoint = endpoint_;
      operation.name = "MGET";
      return operation;
    });
  }

  Telemetry telemetry_;
  Instrumenter instrumenter_{Client{"dbspan.test", "TEST"}, telemetry_.options()};
  EndpointPtr endpoint_ = std::make_shared<const Endpoint>(
      EndpointFields{systems::kRedis, "3", "cache", 6379, "10.0.0.1", 6379});
};

TEST_F(OperationSpanTest, EmptyDoesNothing) {
  detail::OperationSpan span;

  span.End({});
  span.EndWith([]() -> Outcome { throw 1; });
  const detail::ActiveOperation active{span};

  EXPECT_FALSE(span);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(OperationSpanTest, EndsOnce) {
  detail::OperationSpan span = Start();
  Outcome rows;
  rows.returned_rows = 1;

  span.End(rows);
  rows.returned_rows = 2;
  span.End(rows);

  EXPECT_FALSE(span);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(test::HasAttribute("db.response.returned_rows", Number(1))));
  EXPECT_THAT(telemetry_.Durations(), ElementsAre(Field(&RecordedPoint::count, 1U)));
}

TEST_F(OperationSpanTest, MovesAndEndsInAnotherThread) {
  detail::OperationSpan span = Start();

  std::thread other{[moved = std::move(span)]() mutable { moved.End({}); }};
  other.join();

  EXPECT_FALSE(span);  // NOLINT(bugprone-use-after-move): moved from means empty
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(OperationSpanTest, DroppedItEndsWithNothingObserved) {
  { const detail::OperationSpan span = Start(); }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::SpanSucceeded()));
}

TEST_F(OperationSpanTest, AssigningOverALiveOneEndsIt) {
  detail::OperationSpan span = Start();

  span = Start();

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(OperationSpanTest, CanBeStampedWithAnEarlierTime) {
  const auto before = std::chrono::steady_clock::now();
  detail::OperationSpan span = Start();
  const auto over = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds{20});

  span.EndAt({}, over);

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_LE(telemetry_.Spans()[0].duration, over - before);
}

TEST_F(OperationSpanTest, HitsAndMissesAreEventsAndLookups) {
  Outcome lookups;
  lookups.hits = 3;
  lookups.misses = 2;

  Start().End(lookups);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          test::SpanSucceeded(), test::KeepsTheContract(),
          Field(&RecordedSpan::events,
                ElementsAre(
                    test::IsEvent("cache.hit", Attributes{{"cache.item_count", Number(3)}}),
                    test::IsEvent("cache.miss", Attributes{{"cache.item_count", Number(2)}}))))));
  const Attributes common{{"db.namespace", Text("3")}, {"db.operation.name", Text("MGET")}};
  Attributes hit = common;
  hit["cache.outcome"] = Text("hit");
  Attributes miss = common;
  miss["cache.outcome"] = Text("miss");
  EXPECT_THAT(
      telemetry_.Lookups(),
      UnorderedElementsAre(AllOf(test::AttributesAre(hit), Field(&RecordedPoint::count, 3U)),
                           AllOf(test::AttributesAre(miss), Field(&RecordedPoint::count, 2U))));
}

TEST_F(OperationSpanTest, AnErrorThatNobodyThrewHasNoExceptionEvent) {
  Outcome failed;
  failed.status_code = "WRONGTYPE";
  failed.error = Error{"WRONGTYPE", "WRONGTYPE Operation against a key", "", false};

  Start().End(failed);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(test::SpanFailedWith("WRONGTYPE"), test::KeepsTheContract(),
                                Field(&RecordedSpan::events, IsEmpty()))));
  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(AllOf(test::HasAttribute("error.type", Text("WRONGTYPE")),
                                test::HasAttribute("db.response.status_code", Text("WRONGTYPE")))));
}

TEST_F(OperationSpanTest, AWarningHasItsCodeAndNoError) {
  Outcome warned;
  warned.status_code = "01000";

  Start().End(warned);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(test::SpanSucceeded(),
                                test::HasAttribute("db.response.status_code", Text("01000")))));
}

TEST(OperationSpanMarksTest, AreIgnoredOnceItIsOverOrMoved) {
  test::Telemetry telemetry;
  Options options = telemetry.options();
  options.stream_milestone = 1;
  options.slow_threshold = std::chrono::hours{1};
  const Instrumenter instrumenter{test::kClient, options};
  detail::OperationSpan first = instrumenter.Start(test::Select);
  detail::OperationSpan second = std::move(first);

  // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): empty, that is the point
  first.MarkRows(1);
  second.MarkRows(1);
  second.End({});
  second.MarkRows(2);
  second.MarkAnswered();
  detail::OperationSpan::None().MarkRows(3);

  ASSERT_THAT(telemetry.Spans(), ::testing::SizeIs(1));
  EXPECT_THAT(telemetry.Spans()[0].events, ::testing::SizeIs(1));
}

}  // namespace
}  // namespace dbspan
