#include "dbspan/sdk/finding_processor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/exporters/memory/in_memory_span_data.h>
#include <opentelemetry/exporters/memory/in_memory_span_exporter.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/sdk/trace/samplers/always_off_factory.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dbspan/finding.h"
#include "dbspan/query_budget.h"
#include "dbspan/trace.h"
#include "insight/live/open_spans.h"
#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan::sdk {
namespace {

namespace api = opentelemetry::trace;
namespace memory = opentelemetry::exporter::memory;
namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;
using test::kClient;
using test::RunSelect;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Span = nostd::shared_ptr<api::Span>;

/// Passes spans on to a processor in memory, and keeps what findings are reported.
class FindingProcessorTest : public ::testing::Test {
 protected:
  explicit FindingProcessorTest(
      std::unique_ptr<sdk_trace::Sampler> sampler = std::make_unique<sdk_trace::AlwaysOnSampler>())
      : tracers_(new sdk_trace::TracerProvider{MakeFindingProcessor(MakeKeeping()),
                                               opentelemetry::sdk::resource::Resource::GetEmpty(),
                                               std::move(sampler)}) {
    api::Provider::SetTracerProvider(tracers_);
    opentelemetry::logs::Provider::SetLoggerProvider(telemetry_.options().logger_provider);
    on_finding([this](const ReportedFinding& finding) { findings_.push_back(finding); });
  }
  ~FindingProcessorTest() override {
    on_finding({});
    report_findings(FindingSignal::kOff);
    api::Provider::SetTracerProvider({});
    opentelemetry::logs::Provider::SetLoggerProvider({});
  }

  Span Start(const char* name) const { return tracers_->GetTracer("shop")->StartSpan(name); }
  void RunTimes(int times) const {
    for (int i = 0; i < times; ++i) RunSelect(instrumenter_);
  }
  /// Runs a statement below a span and ends the span, whose context it returns.
  api::SpanContext RunBelow(const char* name, int times) const {
    const Span span = Start(name);
    {
      const api::Scope scope{span};
      RunTimes(times);
    }
    span->End();
    return span->GetContext();
  }
  /// Returns the ended spans of this name.
  std::vector<std::unique_ptr<sdk_trace::SpanData>> Take(const std::string& name) {
    std::vector<std::unique_ptr<sdk_trace::SpanData>> spans;
    for (auto& span : exported_->GetSpans()) {
      if (span->GetName() == name) spans.push_back(std::move(span));
    }
    return spans;
  }

  test::Telemetry telemetry_;
  std::shared_ptr<memory::InMemorySpanData> exported_;
  nostd::shared_ptr<api::TracerProvider> tracers_;
  Instrumenter instrumenter_{kClient, [this] {
                               Options options = telemetry_.options();
                               options.tracer_provider = tracers_;
                               return options;
                             }()};
  std::vector<ReportedFinding> findings_;

 private:
  std::unique_ptr<sdk_trace::SpanProcessor> MakeKeeping() {
    auto exporter = std::make_unique<memory::InMemorySpanExporter>();
    exported_ = exporter->GetData();
    return std::make_unique<sdk_trace::SimpleSpanProcessor>(std::move(exporter));
  }
};

std::int64_t CountOf(const sdk_trace::SpanData& span) {
  const auto found = span.GetAttributes().find("dbspan.query.count");
  return found == span.GetAttributes().end() ? 0 : nostd::get<std::int64_t>(found->second);
}

auto Repeated(const std::string& parent, std::uint64_t count) {
  return AllOf(Field(&ReportedFinding::kind, "repeated-statement"),
               Field(&ReportedFinding::parent, parent), Field(&ReportedFinding::count, count));
}

TEST_F(FindingProcessorTest, ASpanOfTheApisTracerIsAParentWhenItEnds) {
  const Span span = Start("GET /checkout");
  {
    const api::Scope scope{span};
    RunTimes(5);
    EXPECT_THAT(findings_, IsEmpty());
  }
  span->End();

  EXPECT_THAT(findings_, ElementsAre(Repeated("GET /checkout", 5)));
  EXPECT_THAT(findings_[0].sentence,
              HasSubstr("SELECT users ran 5 times in a row below «GET /checkout»: "));
  const auto spans = Take("GET /checkout");
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(CountOf(*spans[0]), 5);
  EXPECT_EQ(spans[0]->GetAttributes().count("dbspan.query.time"), 1U);
}

TEST_F(FindingProcessorTest, OperationsBelongToTheInnermostSpan) {
  const Span outer = Start("outer");
  {
    const api::Scope in_outer{outer};
    RunTimes(3);
    RunBelow("inner", 4);
  }
  outer->End();

  EXPECT_THAT(findings_, IsEmpty());  // neither has five
}

TEST_F(FindingProcessorTest, TheSumsOfASpanContainThoseOfSpansAndScopesBelowIt) {
  const Span outer = Start("outer");
  {
    const api::Scope in_outer{outer};
    RunTimes(1);
    RunBelow("inner", 2);
    trace("scoped", [&] { RunTimes(3); });
    const QueryBudget budget{"budget", 100};
    RunTimes(4);
  }
  outer->End();

  EXPECT_EQ(CountOf(*Take("outer").at(0)), 10);
}

TEST_F(FindingProcessorTest, AScopeOfDbspanIsNearerThanTheSpanAroundIt) {
  const Span span = Start("GET /checkout");
  {
    const api::Scope scope{span};
    trace("scoped", [&] { RunTimes(5); });
  }
  span->End();

  EXPECT_THAT(findings_, ElementsAre(Repeated("scoped", 5)));
}

TEST_F(FindingProcessorTest, OperationsOfSeveralThreadsBelongToTheirSpan) {
  const Span span = Start("GET /checkout");
  for (int i = 0; i < 2; ++i) {
    std::thread{[&] {
      const api::Scope scope{span};
      RunTimes(3);
    }}.join();
  }
  span->End();

  EXPECT_THAT(findings_, ElementsAre(Repeated("GET /checkout", 6)));
}

TEST_F(FindingProcessorTest, TheFindingIsAnEventOfTheSpanOnRequest) {
  report_findings(FindingSignal::kEvents);
  RunBelow("event", 5);

  const auto spans = Take("event");
  ASSERT_THAT(spans.at(0)->GetEvents(), SizeIs(1));
  EXPECT_EQ(spans[0]->GetEvents()[0].GetName(), "dbspan.finding");
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(FindingProcessorTest, TheFindingIsALogRecordOfTheSpanOnRequest) {
  report_findings(FindingSignal::kLogs);
  char id[16];
  RunBelow("log", 5).span_id().ToLowerBase16(nostd::span<char, 16>{id});

  EXPECT_THAT(telemetry_.Logs(),
              ElementsAre(Field(&test::RecordedLog::span_id, std::string(id, sizeof id))));
}

TEST_F(FindingProcessorTest, SpansThatNeverEndMakeRoomForOthersAndAreReported) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i <= detail::OpenSpans::kMost; ++i) {
    spans.push_back(Start("endless"));
    const api::Scope scope{spans.back()};
    RunTimes(i == 0 ? 5 : 1);
  }

  EXPECT_THAT(findings_, ElementsAre(Repeated("", 5)));
  for (const Span& span : spans) span->End();
}

TEST_F(FindingProcessorTest, WithoutOperationsASpanStaysAsItWas) {
  Start("idle")->End();

  EXPECT_THAT(Take("idle").at(0)->GetAttributes(), IsEmpty());
}

class UnsampledFindingProcessorTest : public FindingProcessorTest {
 protected:
  UnsampledFindingProcessorTest()
      : FindingProcessorTest(sdk_trace::AlwaysOffSamplerFactory::Create()) {}
};

TEST_F(UnsampledFindingProcessorTest, OperationsBelowAnUnsampledSpanAreABurst) {
  std::thread{[&] {
    const Span span = Start("unsampled");
    const api::Scope scope{span};
    RunTimes(5);
  }}.join();

  EXPECT_THAT(findings_, ElementsAre(Repeated("", 5)));
}

}  // namespace
}  // namespace dbspan::sdk
