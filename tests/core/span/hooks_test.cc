#include "dbspan/hooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/span.h>

#include <stdexcept>

#include "tests/support/captured_log.h"
#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::RunSelect;
using test::Telemetry;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HooksTest : public ::testing::Test {
 protected:
  Instrumenter Make() { return Instrumenter{test::kClient, options_}; }

  Telemetry telemetry_;
  Options options_ = telemetry_.options();
};

TEST_F(HooksTest, WhatTheFilterRefusesIsNeitherSpanNorMeasurement) {
  options_.hooks.filter = [](const Operation& operation) {
    return operation.sql.find("users") == std::string_view::npos;
  };

  RunSelect(Make());

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_THAT(telemetry_.Durations(), IsEmpty());
}

TEST_F(HooksTest, OnStartAndOnEndAddToTheSpan) {
  options_.hooks.on_start = [](const Operation& operation, opentelemetry::trace::Span& span) {
    span.SetAttribute("app.length", static_cast<std::int64_t>(operation.sql.size()));
  };
  options_.hooks.on_end = [](const Outcome& outcome, opentelemetry::trace::Span& span) {
    span.SetAttribute("app.many", outcome.returned_rows > 2);
  };

  RunSelect(Make());

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(test::HasAttribute("app.length", test::Number(32)),
                                test::HasAttribute("app.many", test::Value{true}))));
}

TEST_F(HooksTest, UnsampledSpansAreNotShown) {
  Telemetry unsampled{Telemetry::Sampling::kNone};
  options_ = unsampled.options();
  int calls = 0;
  options_.hooks.on_start = [&](const auto&, auto&) { ++calls; };
  options_.hooks.on_end = [&](const auto&, auto&) { ++calls; };

  RunSelect(Make());

  EXPECT_EQ(calls, 0);
  EXPECT_THAT(unsampled.Durations(), SizeIs(1));
}

TEST_F(HooksTest, AHookThatThrowsIsCountedAndSaidOnce) {
  options_.hooks.on_start = [](const auto&, auto&) { throw std::runtime_error{"no"}; };
  options_.hooks.on_end = [](const auto&, auto&) { throw 7; };
  const Instrumenter instrumenter = Make();
  const test::CapturedLog log;

  RunSelect(instrumenter);
  RunSelect(instrumenter);

  EXPECT_EQ(instrumenter.hook_failures(), 4U);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(2));
  EXPECT_EQ(log.Text(),
            "[dbspan] the hook on_start of dbspan.test threw; it is ignored\n"
            "[dbspan] the hook on_end of dbspan.test threw; it is ignored\n");
}

TEST_F(HooksTest, AFilterThatThrowsSaysNo) {
  options_.hooks.filter = [](const Operation&) -> bool { throw std::runtime_error{"no"}; };
  const Instrumenter instrumenter = Make();

  RunSelect(instrumenter);

  EXPECT_EQ(instrumenter.hook_failures(), 1U);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(HooksTest, WhatAHookAsksTheDatabaseIsNotRecorded) {
  const Instrumenter inner{test::kClient, telemetry_.options()};
  options_.hooks.on_start = [&](const auto&, auto&) { RunSelect(inner); };

  RunSelect(Make());

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(HooksTest, HealthChecksCanBeLeftOut) {
  options_.health_checks = false;
  const Instrumenter instrumenter = Make();

  instrumenter
      .Start([] {
        Operation operation = test::Select();
        operation.sql = " select 1 ;";
        return operation;
      })
      .End({});
  RunSelect(instrumenter);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::SpanNamed("SELECT users")));
}

}  // namespace
}  // namespace dbspan
