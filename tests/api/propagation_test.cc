#include "dbspan/propagation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/scope.h>

#include <map>
#include <string>
#include <unordered_map>

#include "dbspan/trace.h"
#include "tests/support/matchers.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Telemetry;
using ::testing::AnyOf;
using ::testing::IsEmpty;

using Headers = std::map<std::string, std::string>;

class PropagationTest : public ::testing::Test {
 protected:
  auto StartSpan() { return telemetry_.tracers()->GetTracer("app")->StartSpan("span"); }

  Telemetry telemetry_;
};

TEST_F(PropagationTest, TheContextTravels) {
  Headers headers;
  std::string trace;
  std::string parent;
  {
    const opentelemetry::trace::Scope scope{StartSpan()};
    const BaggageScope baggage_scope{{"tenant", "acme corp"}};
    trace = trace_id();
    parent = span_id();
    inject(headers);
  }

  // The flags are "sampled"; later versions of the SDK set "random" as well (W3C Trace Context,
  // level 2).
  EXPECT_THAT(headers["traceparent"],
              AnyOf("00-" + trace + "-" + parent + "-01", "00-" + trace + "-" + parent + "-03"));
  const ContextScope remote{extract(headers)};
  EXPECT_EQ(trace_id(), trace);
  EXPECT_EQ(baggage("tenant"), "acme corp");
}

TEST_F(PropagationTest, AnyMapOfStringsWillDo) {
  std::unordered_map<std::string, std::string> headers;

  const opentelemetry::trace::Scope scope{StartSpan()};
  inject(headers);

  EXPECT_EQ(headers.count("traceparent"), 1U);
}

TEST_F(PropagationTest, NamesAreFoundWhateverTheirCase) {
  const Headers headers{{"TraceParent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                        {"TRACESTATE", "congo=t61rcWkgMzE"}};

  const ContextScope remote{extract(headers)};

  EXPECT_EQ(trace_id(), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(span_id(), "b7ad6b7169203331");
}

TEST_F(PropagationTest, WhatIsMalformedIsLeftOut) {
  for (const char* malformed :
       {"", "00", "00-x-y-01", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01"}) {
    const ContextScope remote{extract(Headers{{"traceparent", malformed}})};
    EXPECT_EQ(trace_id(), "") << malformed;
  }
}

TEST_F(PropagationTest, WithoutASpanThereIsNothingToInject) {
  Headers headers;

  inject(headers);

  EXPECT_THAT(headers, IsEmpty());
}

TEST_F(PropagationTest, BaggageNestsAndGoes) {
  EXPECT_EQ(baggage("a"), "");
  const BaggageScope outer{{"a", "1"}, {"b", "1"}};
  {
    const BaggageScope inner{{"b", "2"}};
    EXPECT_EQ(baggage("a"), "1");
    EXPECT_EQ(baggage("b"), "2");
  }
  EXPECT_EQ(baggage("b"), "1");
}

TEST_F(PropagationTest, ACorrelationIsBaggage) {
  const CorrelationScope correlation{"request-7"};

  EXPECT_EQ(baggage(CorrelationScope::kKey), "request-7");
}

}  // namespace
}  // namespace dbspan
