#include "dbspan/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/provider.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::Number;
using test::RecordedSpan;
using test::SpanNamed;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TraceTest : public ::testing::Test {
 protected:
  Telemetry telemetry_;
  test::GlobalTracers global_{telemetry_};
};

TEST_F(TraceTest, AFunctionIsASpanAroundItsOperations) {
  const Instrumenter instrumenter{test::kClient, telemetry_.options()};

  const int result = trace("checkout", {{"order.id", 7}, {"customer", "Ann"}}, [&] {
    test::RunSelect(instrumenter);
    return 3;
  });

  EXPECT_EQ(result, 3);
  ASSERT_THAT(telemetry_.Spans(), SizeIs(2));
  const RecordedSpan outer = telemetry_.Spans()[1];
  EXPECT_THAT(outer, AllOf(SpanNamed("checkout"), Field(&RecordedSpan::scope, "dbspan.trace"),
                           test::HasAttribute("customer", Text("Ann"))));
  EXPECT_EQ(telemetry_.Spans()[0].parent_id, outer.span_id);
}

TEST_F(TraceTest, ReferencesAreReturnedAsTheyAre) {
  int value = 1;

  int& result = trace("checkout", [&]() -> int& { return value; });

  EXPECT_EQ(&result, &value);
}

TEST_F(TraceTest, AnExceptionIsRecordedWithoutItsDataAndGoesOn) {
  const auto fail = [] { throw std::out_of_range{"role \"Ann\" does not exist"}; };

  EXPECT_THROW(trace("checkout", fail), std::out_of_range);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  test::SpanFailedWith("std::out_of_range"),
                  Field(&RecordedSpan::description, "role ? does not exist"),
                  Field(&RecordedSpan::events,
                        ElementsAre(test::IsEvent(
                            "exception",
                            Attributes{{"exception.type", Text("std::out_of_range")},
                                       {"exception.message", Text("role ? does not exist")}}))))));
}

TEST_F(TraceTest, AScopedSpanThatIsLeftByAnExceptionFailed) {
  try {
    const ScopedSpan span{"checkout"};
    throw std::runtime_error{"x"};
  } catch (const std::runtime_error&) {
  }
  { const ScopedSpan span{"fine"}; }

  ASSERT_THAT(telemetry_.Spans(), SizeIs(2));
  EXPECT_EQ(telemetry_.Spans()[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_EQ(telemetry_.Spans()[1].status, opentelemetry::trace::StatusCode::kUnset);
}

TEST_F(TraceTest, AScopedSpanInADestructorDuringUnwindingDidNotFail) {
  struct Cleanup {
    ~Cleanup() { const ScopedSpan span{"clean up"}; }
  };
  try {
    const Cleanup cleanup;
    throw std::runtime_error{"x"};
  } catch (const std::runtime_error&) {
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::SpanSucceeded()));
}

TEST_F(TraceTest, AnyCallableCanBeWrapped) {
  auto add = traced("add", [](int a, std::unique_ptr<int> b) { return a + *b; });

  EXPECT_EQ(add(1, std::make_unique<int>(2)), 3);
  EXPECT_EQ(add(2, std::make_unique<int>(2)), 4);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("add"), SpanNamed("add")));
}

TEST_F(TraceTest, TheCurrentSpanTakesAttributesAndEvents) {
  {
    const ScopedSpan span{"checkout"};
    add_attribute("order.total", 12.5);
    add_event("paid", {{"method", "card"}});
    record_retry(1, std::chrono::milliseconds{250}, "deadlock");
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  test::HasAttribute("order.total", test::Value{12.5}),
                  Field(&RecordedSpan::events,
                        ElementsAre(test::IsEvent("paid", Attributes{{"method", Text("card")}}),
                                    test::IsEvent(
                                        "dbspan.retry",
                                        Attributes{{"dbspan.retry.attempt", Number(1)},
                                                   {"dbspan.retry.delay", test::Value{0.25}},
                                                   {"dbspan.retry.reason", Text("deadlock")}}))))));
}

TEST_F(TraceTest, IdsAreThoseOfTheCurrentSpan) {
  EXPECT_EQ(trace_id(), "");
  EXPECT_EQ(span_id(), "");
  std::string trace;
  std::string span;
  {
    const ScopedSpan scoped{"checkout"};
    trace = trace_id();
    span = span_id();
  }

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_EQ(trace, telemetry_.Spans()[0].trace_id);
  EXPECT_EQ(span, telemetry_.Spans()[0].span_id);
}

TEST_F(TraceTest, WithoutASpanNothingHappens) {
  add_attribute("a", 1);
  add_event("b");
  record_retry(1, std::chrono::seconds{1}, "c");

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(TraceTest, AClearedProviderIsSilence) {
  opentelemetry::trace::Provider::SetTracerProvider({});

  EXPECT_EQ(trace("checkout", [] { return 3; }), 3);
}

/// Counts the changes to the span that was current before a fork, and the spans started below it.
class WritesInChildTest : public TraceTest {
 protected:
  /// Counts the calls of its member functions that change a span.
  class CountingSpan : public opentelemetry::trace::Span {
   public:
    void SetAttribute(opentelemetry::nostd::string_view,
                      const opentelemetry::common::AttributeValue&) noexcept override {
      ++writes;
    }
    void AddEvent(opentelemetry::nostd::string_view) noexcept override { ++writes; }
    void AddEvent(opentelemetry::nostd::string_view,
                  opentelemetry::common::SystemTimestamp) noexcept override {
      ++writes;
    }
    void AddEvent(opentelemetry::nostd::string_view, opentelemetry::common::SystemTimestamp,
                  const opentelemetry::common::KeyValueIterable&) noexcept override {
      ++writes;
    }
    void SetStatus(opentelemetry::trace::StatusCode,
                   opentelemetry::nostd::string_view) noexcept override {
      ++writes;
    }
    void UpdateName(opentelemetry::nostd::string_view) noexcept override { ++writes; }
    void End(const opentelemetry::trace::EndSpanOptions&) noexcept override { ++writes; }
    opentelemetry::trace::SpanContext GetContext() const noexcept override {
      constexpr std::uint8_t kIds[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
      return {
          opentelemetry::trace::TraceId{kIds},
          opentelemetry::trace::SpanId{opentelemetry::nostd::span<const std::uint8_t, 8>{kIds, 8}},
          opentelemetry::trace::TraceFlags{1}, false};
    }
    bool IsRecording() const noexcept override { return true; }

    int writes = 0;
  };

  static void Write() {
    add_attribute("a", 1);
    add_event("b");
    record_retry(1, std::chrono::seconds{1}, "c");
  }
  static int InChild(const std::function<int()>& body) {
    const pid_t child = fork();
    if (child == 0) _exit(body());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  CountingSpan* const span_ = new CountingSpan;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> owner_{span_};
};

TEST_F(WritesInChildTest, ASpanThatWasCurrentBeforeTheForkIsTheParents) {
  const ScopedSpan before{"sets up"};
  const opentelemetry::trace::Scope scope{owner_};
  const auto writes = [&] {
    Write();
    return span_->writes;
  };

  EXPECT_EQ(InChild(writes), 0);
  EXPECT_EQ(writes(), 3);
}

TEST_F(WritesInChildTest, WithTelemetryOfItsOwnAChildWritesToItsOwnSpansOnly) {
  { const ScopedSpan before{"sets up"}; }
  const opentelemetry::trace::Scope scope{owner_};

  EXPECT_EQ(InChild([&] {
              const Telemetry own;
              const test::GlobalTracers global{own};
              Write();
              if (span_->writes != 0) return 1;
              trace("own", Write);
              if (own.Spans().size() != 1) return 2;
              return static_cast<int>(own.Spans()[0].events.size()) == 2 ? 0 : 3;
            }),
            0);
}

TEST_F(WritesInChildTest, SpansAreNotStartedWithTheParentsProvider) {
  { const ScopedSpan before{"sets up"}; }

  EXPECT_EQ(InChild([&] {
              trace("in the child", [] {});
              return static_cast<int>(telemetry_.Spans().size()) - 1;
            }),
            0);
}

}  // namespace
}  // namespace dbspan
