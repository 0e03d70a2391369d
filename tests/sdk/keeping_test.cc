#include "dbspan/sdk/keeping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/propagation.h"
#include "dbspan/sdk/baggage_processor.h"
#include "dbspan/sdk/statement_rate_sampler.h"
#include "tests/sdk/span_names.h"

namespace dbspan::sdk {
namespace {

namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KeepingTest : public ::testing::Test {
 protected:
  /// Makes a provider that samples all spans or none, and that keeps further spans according to
  /// `keeping`.
  std::unique_ptr<sdk_trace::TracerProvider> Make(bool sampled, Keeping keeping) {
    std::shared_ptr<sdk_trace::Sampler> sampler;
    if (sampled) {
      sampler = std::make_shared<sdk_trace::AlwaysOnSampler>();
    } else {
      sampler = std::make_shared<sdk_trace::AlwaysOffSampler>();
    }
    return std::make_unique<sdk_trace::TracerProvider>(
        std::make_unique<KeepingProcessor>(names_.Processor(), keeping),
        opentelemetry::sdk::resource::Resource::Create({}),
        std::make_unique<KeepingSampler>(std::move(sampler)));
  }

  /// Records a span that failed, lasted a second, or both or neither.
  static void Span(sdk_trace::TracerProvider& provider, const std::string& name, bool failed,
                   bool slow) {
    const auto start = std::chrono::steady_clock::now();
    trace::StartSpanOptions options;
    options.start_steady_time = start;
    const auto span = provider.GetTracer("test")->StartSpan(name, {}, options);
    if (failed) span->SetStatus(trace::StatusCode::kError, "");
    trace::EndSpanOptions end;
    end.end_steady_time = start + (slow ? std::chrono::seconds{1} : std::chrono::seconds{0}) +
                          std::chrono::nanoseconds{1};
    span->End(end);
  }

  static void SpanOfEachKind(sdk_trace::TracerProvider& provider) {
    Span(provider, "plain", false, false);
    Span(provider, "failed", true, false);
    Span(provider, "slow", false, true);
  }

  SpanNames names_;
};

TEST_F(KeepingTest, SampledSpansAreExported) {
  SpanOfEachKind(*Make(true, {false, {}}));

  EXPECT_THAT(names_.names(), ElementsAre("plain", "failed", "slow"));
}

TEST_F(KeepingTest, OfTheOthersTheFailedAreKept) {
  SpanOfEachKind(*Make(false, {true, {}}));

  EXPECT_THAT(names_.names(), ElementsAre("failed"));
}

TEST_F(KeepingTest, AndTheSlow) {
  SpanOfEachKind(*Make(false, {false, std::chrono::milliseconds{500}}));

  EXPECT_THAT(names_.names(), ElementsAre("slow"));
}

TEST_F(KeepingTest, TheSampledFlagStaysAsItWas) {
  const auto provider = Make(false, {});

  const auto span = provider->GetTracer("test")->StartSpan("plain");

  EXPECT_TRUE(span->IsRecording());
  EXPECT_FALSE(span->GetContext().IsSampled());
}

class StatementRateTest : public ::testing::Test {
 protected:
  void Make(double per_second) {
    provider_ = std::make_unique<sdk_trace::TracerProvider>(
        names_.Processor(), opentelemetry::sdk::resource::Resource::Create({}),
        std::make_unique<StatementRateSampler>(per_second,
                                               std::make_shared<sdk_trace::AlwaysOnSampler>()));
  }
  void Client(const std::string& name, trace::SpanKind kind = trace::SpanKind::kClient) {
    trace::StartSpanOptions options;
    options.kind = kind;
    provider_->GetTracer("test")->StartSpan(name, {}, options)->End();
  }

  SpanNames names_;
  std::unique_ptr<sdk_trace::TracerProvider> provider_;
};

TEST_F(StatementRateTest, EachNameHasItsOwnAllowance) {
  Make(1e-9);  // allows one span at once, and the next one only after many years

  for (int i = 0; i < 3; ++i) Client("SELECT users");
  Client("SELECT orders");

  EXPECT_THAT(names_.names(), ElementsAre("SELECT users", "SELECT orders"));
}

TEST_F(StatementRateTest, OtherSpansAreNotLimited) {
  Make(1e-9);

  for (int i = 0; i < 3; ++i) Client("checkout", trace::SpanKind::kInternal);

  EXPECT_THAT(names_.names(), SizeIs(3));
}

TEST_F(StatementRateTest, NamesBeyondTheBoundShareOne) {
  Make(1e-9);
  for (std::size_t i = 0; i < StatementRateSampler::kMostNames + 10; ++i) {
    Client("SELECT t" + std::to_string(i));
  }

  EXPECT_THAT(names_.names(), SizeIs(StatementRateSampler::kMostNames + 1));
}

TEST(BaggageProcessorTest, ChosenEntriesAreOnEverySpanBelow) {
  SpanNames names;
  sdk_trace::TracerProvider provider{std::make_unique<BaggageProcessor>(
      names.Processor(), std::vector<std::string>{"correlation.id", "absent"})};
  const auto tracer = provider.GetTracer("test");
  {
    const CorrelationScope correlation{"request-7"};
    const BaggageScope other{{"secret", "x"}};
    tracer->StartSpan("below")->End();
  }
  tracer->StartSpan("outside")->End();

  EXPECT_THAT(names.names(), ElementsAre("below correlation.id=request-7", "outside"));
}

}  // namespace
}  // namespace dbspan::sdk
