#include "dbspan/instrumenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/trace/sampler.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::AttributesAre;
using test::kClient;
using test::Number;
using test::RecordedSpan;
using test::RowsOutcome;
using test::Select;
using test::SpanFailedWith;
using test::SpanNamed;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

Operation Never() { throw std::logic_error{"was described although nothing is recorded"}; }

class InstrumenterTest : public ::testing::Test {
 protected:
  static Instrumenter Make(const Options& options) { return Instrumenter{kClient, options}; }
  Instrumenter Make() { return Make(telemetry_.options()); }
  static trace::SpanId CurrentDuringACall(const Options& options) {
    trace::SpanId during;
    Make(options).Run(
        Select,
        [&] {
          during = trace::Tracer::GetCurrentSpan()->GetContext().span_id();
          return 0;
        },
        RowsOutcome{});
    return during;
  }

  Telemetry telemetry_;
};

TEST_F(InstrumenterTest, AnOperationWithoutAnEndpointIsNotRecorded) {
  const Instrumenter instrumenter = Make();
  for (const char* sql : {"", "SELECT 1"}) {
    const auto describe = [sql] {
      Operation operation;
      operation.name = "PING";
      operation.sql = sql;
      return operation;
    };
    EXPECT_FALSE(instrumenter.Start(describe));
    EXPECT_EQ(instrumenter.Run(
                  describe, [] { return 5; }, RowsOutcome{}),
              5);
  }

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(InstrumenterTest, ACallIsASpanAndAMeasurement) {
  const Instrumenter instrumenter = Make();

  const int result = instrumenter.Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_EQ(result, 3);
  const Attributes common{{"db.system.name", Text("postgresql")},
                          {"db.namespace", Text("shop")},
                          {"server.address", Text("db.example")},
                          {"server.port", Number(5432)},
                          {"db.query.summary", Text("SELECT users")}};
  Attributes span = common;
  span["db.query.text"] = Text("SELECT * FROM users WHERE id = ?");
  span["db.response.returned_rows"] = Number(3);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("SELECT users"), test::SpanKindIsClient(),
                                test::SpanSucceeded(), test::KeepsTheContract(),
                                AttributesAre(span), Field(&RecordedSpan::scope, "dbspan.test"))));
  EXPECT_THAT(telemetry_.Durations(), ElementsAre(AttributesAre(common)));
}

TEST_F(InstrumenterTest, TheMeasurementIsTheDurationOfTheSpan) {
  Make().Run(
      Select, [] { return 3; }, RowsOutcome{});

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const std::chrono::duration<double> duration = telemetry_.Spans()[0].duration;
  EXPECT_DOUBLE_EQ(telemetry_.Durations()[0].sum, duration.count());
}

TEST_F(InstrumenterTest, AnExceptionIsRecordedAndGoesOnUnchanged) {
  const Instrumenter instrumenter = Make();
  const auto fail = []() -> int { throw std::out_of_range{"relation \"secret\" does not exist"}; };

  EXPECT_THROW(instrumenter.Run(Select, fail, RowsOutcome{}), std::out_of_range);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  SpanFailedWith("std::out_of_range"), test::KeepsTheContract(),
                  Field(&RecordedSpan::description, "relation ? does not exist"),
                  Field(&RecordedSpan::events,
                        ElementsAre(test::IsEvent(
                            "exception", Attributes{{"exception.type", Text("std::out_of_range")},
                                                    {"exception.message",
                                                     Text("relation ? does not exist")}}))))));
  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(test::HasAttribute("error.type", Text("std::out_of_range"))));
}

TEST_F(InstrumenterTest, ACallThatReturnsNothingIsRecorded) {
  bool called = false;

  Make().Run(
      Select, [&] { called = true; }, RowsOutcome{});

  EXPECT_TRUE(called);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(InstrumenterTest, AReferenceIsReturnedAsOne) {
  int value = 1;

  int& result = Make().Run(
      Select, [&]() -> int& { return value; }, RowsOutcome{});

  EXPECT_EQ(&result, &value);
}

TEST_F(InstrumenterTest, TheParentIsCurrentDuringTheCall) {
  const auto parent = telemetry_.tracers()->GetTracer("app")->StartSpan("parent");
  const trace::Scope scope{parent};

  EXPECT_EQ(CurrentDuringACall(telemetry_.options()), parent->GetContext().span_id());
}

TEST_F(InstrumenterTest, OnRequestTheSpanIsCurrentDuringTheCallAndTheParentAfterwards) {
  const auto parent = telemetry_.tracers()->GetTracer("app")->StartSpan("parent");
  const trace::Scope scope{parent};
  Options options = telemetry_.options();
  options.current_spans = true;

  EXPECT_NE(CurrentDuringACall(options), parent->GetContext().span_id());
  EXPECT_EQ(trace::Tracer::GetCurrentSpan()->GetContext().span_id(),
            parent->GetContext().span_id());
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Spans()[0].parent_id, ::testing::Not(IsEmpty()));
}

TEST_F(InstrumenterTest, InnerCallsAreNotRecordedTwice) {
  const Instrumenter outer = Make();
  const Instrumenter inner = Make();

  outer.Run(
      Select,
      [&] {
        return inner.Run(
            Never, [] { return 1; }, RowsOutcome{});
      },
      RowsOutcome{});

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Durations(), SizeIs(1));
}

TEST_F(InstrumenterTest, SwitchedOffNothingIsDescribed) {
  const Instrumenter instrumenter = Make();
  instrumenter.switches().set_enabled(false);

  EXPECT_EQ(instrumenter.Run(
                Never, [] { return 3; }, RowsOutcome{}),
            3);
  EXPECT_FALSE(instrumenter.Start(Never));

  instrumenter.switches().set_enabled(true);
  instrumenter.Run(
      Select, [] { return 3; }, RowsOutcome{});
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(InstrumenterTest, SuppressedThreadsAreQuiet) {
  const Instrumenter instrumenter = Make();
  {
    const SuppressInstrumentation outer;
    const SuppressInstrumentation inner;
    EXPECT_FALSE(instrumenter.Start(Never));
  }

  EXPECT_TRUE(instrumenter.Start(Select));
}

/// A sampler that runs a traced database query for each decision.
class AskingSampler : public opentelemetry::sdk::trace::Sampler {
 public:
  explicit AskingSampler(const Instrumenter*& asked) : asked_(asked) {}

  opentelemetry::sdk::trace::SamplingResult ShouldSample(
      const trace::SpanContext& /*parent*/, trace::TraceId /*trace_id*/,
      nostd::string_view /*name*/, trace::SpanKind /*kind*/,
      const opentelemetry::common::KeyValueIterable& /*attributes*/,
      const trace::SpanContextKeyValueIterable& /*links*/) noexcept override {
    asked_->Run(
        [] {
          Operation other = Select();
          other.sql = "SELECT rate FROM sampling";
          return other;
        },
        [] { return 1; }, RowsOutcome{});
    return {opentelemetry::sdk::trace::Decision::RECORD_AND_SAMPLE, nullptr,
            trace::TraceState::GetDefault()};
  }
  nostd::string_view GetDescription() const noexcept override { return "AskingSampler"; }

 private:
  const Instrumenter*& asked_;
};

TEST(InstrumenterWithAskingSamplerTest, WhatASamplerAsksADatabaseIsQuiet) {
  const Instrumenter* asked = nullptr;
  Telemetry telemetry{std::make_unique<AskingSampler>(asked)};
  const Instrumenter instrumenter{kClient, telemetry.options()};
  asked = &instrumenter;

  test::RunSelect(instrumenter);

  EXPECT_THAT(telemetry.Spans(), ElementsAre(SpanNamed("SELECT users")));
}

TEST_F(InstrumenterTest, RequiringAParentLeavesRootsOut) {
  Options options = telemetry_.options();
  options.require_parent = true;
  const Instrumenter instrumenter = Make(options);

  EXPECT_FALSE(instrumenter.Start(Never));

  const trace::Scope scope{telemetry_.tracers()->GetTracer("app")->StartSpan("parent")};
  EXPECT_TRUE(instrumenter.Start(Select));
}

TEST_F(InstrumenterTest, NoopProvidersAreOff) {
  Options options;
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider};
  options.meter_provider = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
      new opentelemetry::metrics::NoopMeterProvider};

  EXPECT_FALSE(Make(options).Start(Never));
}

TEST_F(InstrumenterTest, MetricsAloneAreRecordedWithoutTracer) {
  Options options = telemetry_.options();
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider};

  Make(options).Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  EXPECT_THAT(telemetry_.Durations(), SizeIs(1));
}

TEST_F(InstrumenterTest, UnsampledCallsAreMeasuredAndNotRedacted) {
  Telemetry unsampled{Telemetry::Sampling::kNone};
  const auto describe = [] {
    Operation operation = Select();
    operation.sql = {};
    operation.name = "GET";
    operation.raw = "x";
    operation.redact = [](std::string_view, std::size_t) -> std::string { std::abort(); };
    return operation;
  };

  Make(unsampled.options())
      .Run(
          describe, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(unsampled.Spans(), IsEmpty());
  EXPECT_THAT(unsampled.Durations(), SizeIs(1));
}

TEST_F(InstrumenterTest, ADescriptionThatThrowsLosesTheSpanNotTheCall) {
  const auto describe = []() -> Operation { throw std::bad_alloc{}; };

  EXPECT_EQ(Make().Run(
                describe, [] { return 3; }, RowsOutcome{}),
            3);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(InstrumenterTest, AnObserverThatThrowsStillEndsTheSpan) {
  struct Throwing : RowsOutcome {
    using RowsOutcome::operator();
    Outcome operator()(int /*rows*/) const { throw std::bad_alloc{}; }
  };

  EXPECT_EQ(Make().Run(
                Select, [] { return 3; }, Throwing{}),
            3);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::SpanSucceeded()));
}

TEST_F(InstrumenterTest, ErrnoIsLeftAlone) {
  const Instrumenter instrumenter = Make();
  errno = EEXIST;

  instrumenter.Run(
      Select,
      [] {
        EXPECT_EQ(errno, EEXIST);
        errno = EINTR;
        return 3;
      },
      RowsOutcome{});

  EXPECT_EQ(errno, EINTR);
}

TEST_F(InstrumenterTest, QueryTextCanBeOffOrVerbatim) {
  Options options = telemetry_.options();
  options.query_text = QueryText::kOff;
  Make(options).Run(
      Select, [] { return 3; }, RowsOutcome{});
  options.query_text = QueryText::kVerbatim;
  options.query_text_limit = 12;
  Make(options).Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(test::LacksAttribute("db.query.text"),
                          test::HasAttribute("db.query.text", Text("SELECT * FRO"))));
}

TEST_F(InstrumenterTest, RowsCanBeOff) {
  Options options = telemetry_.options();
  options.rows = false;

  Make(options).Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::LacksAttribute("db.response.returned_rows")));
}

TEST_F(InstrumenterTest, MetricsCanBeOff) {
  Options options = telemetry_.options();
  options.metrics = false;

  Make(options).Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Durations(), IsEmpty());
}

/// The application may replace its providers at any time, also with null pointers.
class GlobalProviderTest : public ::testing::Test {
 protected:
  static void Install(const Telemetry& telemetry) {
    trace::Provider::SetTracerProvider(telemetry.options().tracer_provider);
    opentelemetry::metrics::Provider::SetMeterProvider(telemetry.options().meter_provider);
  }
  static void Uninstall() {
    trace::Provider::SetTracerProvider(
        nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider});
    opentelemetry::metrics::Provider::SetMeterProvider(
        nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
            new opentelemetry::metrics::NoopMeterProvider});
  }
  void TearDown() override { Uninstall(); }
};

TEST_F(GlobalProviderTest, AProviderThatComesLaterIsUsedFromTheNextCallOn) {
  const Instrumenter instrumenter{kClient, Options{}};
  EXPECT_FALSE(instrumenter.Start(Never));
  Telemetry telemetry;

  Install(telemetry);
  instrumenter.Run(
      Select, [] { return 3; }, RowsOutcome{});

  EXPECT_THAT(telemetry.Spans(), SizeIs(1));
}

TEST_F(GlobalProviderTest, EveryNewProviderGetsItsOwnSpans) {
  const Instrumenter instrumenter{kClient, Options{}};
  for (int round = 0; round < 20; ++round) {  // so that addresses of destroyed providers are reused
    Telemetry telemetry;
    Install(telemetry);
    std::this_thread::sleep_for(std::chrono::microseconds{200});
    instrumenter.Run(
        Select, [] { return 3; }, RowsOutcome{});
    EXPECT_THAT(telemetry.Spans(), SizeIs(1)) << "round " << round;
    Uninstall();
  }
}

TEST_F(GlobalProviderTest, ANullProviderIsOff) {
  const Instrumenter instrumenter{kClient, Options{}};
  trace::Provider::SetTracerProvider(nostd::shared_ptr<trace::TracerProvider>{});
  opentelemetry::metrics::Provider::SetMeterProvider(
      nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{});

  EXPECT_FALSE(instrumenter.Start(Never));
}

TEST_F(GlobalProviderTest, TheInstrumenterKeepsNoProviderAlive) {
  const Instrumenter instrumenter{kClient, Options{}};
  auto telemetry = std::make_unique<Telemetry>();
  Install(*telemetry);
  instrumenter.Run(
      Select, [] { return 3; }, RowsOutcome{});
  const std::weak_ptr<opentelemetry::sdk::trace::TracerProvider> provider = telemetry->tracers();

  Uninstall();
  telemetry.reset();

  EXPECT_TRUE(provider.expired());
}

}  // namespace
}  // namespace dbspan
