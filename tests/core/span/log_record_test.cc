#include "core/span/log_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/logs/provider.h>

#include <stdexcept>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::AttributesAre;
using test::Number;
using test::RecordedLog;
using test::RecordedSpan;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExceptionLogTest : public ::testing::Test {
 protected:
  void Fail(ExceptionSignal signal) {
    Options options = telemetry_.options();
    options.exceptions = signal;
    const Instrumenter instrumenter{test::kClient, options};
    const auto fail = []() -> int {
      throw std::out_of_range{"relation \"secret\" does not exist"};
    };
    EXPECT_THROW(instrumenter.Run(test::Select, fail, test::RowsOutcome{}), std::out_of_range);
  }

  Telemetry telemetry_;
};

TEST_F(ExceptionLogTest, ByDefaultAnExceptionIsAnEvent) {
  Fail(Options{}.exceptions);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Field(&RecordedSpan::events, SizeIs(1))));
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(ExceptionLogTest, ItCanBeALogRecordInstead) {
  Fail(ExceptionSignal::kLogs);

  ASSERT_THAT(telemetry_.Spans(), ElementsAre(Field(&RecordedSpan::events, IsEmpty())));
  const RecordedSpan span = telemetry_.Spans()[0];
  EXPECT_THAT(
      telemetry_.Logs(),
      ElementsAre(AllOf(
          Field(&RecordedLog::event, "db.client.operation.exception"),
          Field(&RecordedLog::severity, opentelemetry::logs::Severity::kWarn),
          Field(&RecordedLog::trace_id, span.trace_id), Field(&RecordedLog::span_id, span.span_id),
          AttributesAre(Attributes{{"db.system.name", Text("postgresql")},
                                   {"db.namespace", Text("shop")},
                                   {"server.address", Text("db.example")},
                                   {"server.port", Number(5432)},
                                   {"db.query.summary", Text("SELECT users")},
                                   {"exception.type", Text("std::out_of_range")},
                                   {"exception.message", Text("relation ? does not exist")}}))));
}

TEST_F(ExceptionLogTest, OrBoth) {
  Fail(ExceptionSignal::kEventsAndLogs);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Field(&RecordedSpan::events, SizeIs(1))));
  EXPECT_THAT(telemetry_.Logs(), SizeIs(1));
}

TEST_F(ExceptionLogTest, WhatIsNotThrownIsNotLogged) {
  Options options = telemetry_.options();
  options.exceptions = ExceptionSignal::kLogs;
  Outcome outcome;
  outcome.error = Error{"WRONGTYPE", "", "", false};

  Instrumenter instrumenter{test::kClient, options};
  instrumenter.Start(test::Select).End(outcome);

  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST(EmitLogTest, AClearedGlobalProviderIsSilence) {
  const auto before = opentelemetry::logs::Provider::GetLoggerProvider();
  opentelemetry::logs::Provider::SetLoggerProvider({});

  EmitLog(Options{}, "dbspan.test",
          {"event", opentelemetry::logs::Severity::kInfo,
           opentelemetry::trace::SpanContext::GetInvalid(), AttributeList{}});

  opentelemetry::logs::Provider::SetLoggerProvider(before);
}

}  // namespace
}  // namespace dbspan
