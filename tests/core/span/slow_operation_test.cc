#include "core/span/slow_operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::RecordedLog;
using test::RecordedSpan;
using test::RunSelect;
using test::Select;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;

class SlowOperationTest : public ::testing::Test {
 protected:
  Instrumenter Make(nanoseconds threshold) {
    Options options = telemetry_.options();
    options.slow_threshold = threshold;
    return Instrumenter{test::kClient, options};
  }

  Telemetry telemetry_;
};

TEST_F(SlowOperationTest, BelowTheThresholdNothingIsSaid) {
  RunSelect(Make(hours{1}));

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Field(&RecordedSpan::events, IsEmpty())));
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(SlowOperationTest, FromTheThresholdOnThereIsAnEventAndALogRecord) {
  RunSelect(Make(nanoseconds{1}));

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const RecordedSpan span = telemetry_.Spans()[0];
  ASSERT_THAT(span.events, SizeIs(1));
  EXPECT_EQ(span.events[0].name, "dbspan.slow_operation");
  EXPECT_THAT(span.events[0].attributes,
              UnorderedElementsAre(Key("dbspan.slow.threshold"), Key("dbspan.slow.duration")));
  EXPECT_THAT(
      telemetry_.Logs(),
      ElementsAre(AllOf(
          Field(&RecordedLog::event, "dbspan.slow_operation"),
          Field(&RecordedLog::body, "dbspan.slow_operation"),
          Field(&RecordedLog::severity, opentelemetry::logs::Severity::kWarn),
          Field(&RecordedLog::trace_id, span.trace_id), Field(&RecordedLog::span_id, span.span_id),
          test::HasAttribute("db.query.summary", Text("SELECT users")),
          test::HasAttribute("db.query.text", Text("SELECT * FROM users WHERE id = ?")))));
}

TEST_F(SlowOperationTest, StagesAreToldAsFarAsTheyAreKnown) {
  const Instrumenter instrumenter = Make(seconds{1});
  Operation operation = Select();
  const auto now = std::chrono::steady_clock::now();
  detail::OperationSpan span = instrumenter.Start([&] { return operation; });
  span.MarkSent();
  span.MarkAnswered();
  span.EndAt({}, now + hours{1});

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  ASSERT_THAT(telemetry_.Spans()[0].events, SizeIs(1));
  const Attributes stages = telemetry_.Spans()[0].events[0].attributes;
  EXPECT_THAT(stages, UnorderedElementsAre(Key("dbspan.slow.threshold"),
                                           Key("dbspan.slow.duration"), Key("dbspan.stage.send"),
                                           Key("dbspan.stage.wait"), Key("dbspan.stage.read")));
  const auto value = [&](const char* key) { return std::get<double>(stages.at(key)); };
  EXPECT_NEAR(value("dbspan.stage.send") + value("dbspan.stage.wait") + value("dbspan.stage.read"),
              value("dbspan.slow.duration"), 1e-6);
  EXPECT_GT(value("dbspan.stage.read"), 3500);
}

TEST_F(SlowOperationTest, UnsampledOnesAreLogged) {
  Telemetry unsampled{Telemetry::Sampling::kNone};
  Options options = unsampled.options();
  options.slow_threshold = nanoseconds{1};

  RunSelect(Instrumenter{test::kClient, options});

  EXPECT_THAT(unsampled.Spans(), IsEmpty());
  EXPECT_THAT(unsampled.Logs(), SizeIs(1));
}

TEST_F(SlowOperationTest, TheThresholdCanChangeAtRunTime) {
  const Instrumenter instrumenter = Make(nanoseconds{0});
  RunSelect(instrumenter);
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());

  instrumenter.switches().set_slow_threshold(nanoseconds{1});
  RunSelect(instrumenter);

  EXPECT_THAT(telemetry_.Logs(), SizeIs(1));
}

TEST_F(SlowOperationTest, WithoutMetricsItIsTimedAllTheSame) {
  Options options = telemetry_.options();
  options.metrics = false;
  options.slow_threshold = nanoseconds{1};

  RunSelect(Instrumenter{test::kClient, options});

  EXPECT_THAT(telemetry_.Logs(), SizeIs(1));
}

}  // namespace
}  // namespace dbspan
