#include "dbspan/sdk/merging_processor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/scope.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace dbspan::sdk {
namespace {

namespace trace = opentelemetry::trace;
namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Exported {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::int64_t> events;  ///< Number of items by event name.
  nanoseconds duration;

  std::string of(const std::string& key) const {
    const auto found = attributes.find(key);
    return found == attributes.end() ? "" : found->second;
  }
};

std::string TextOf(const opentelemetry::sdk::common::OwnedAttributeValue& value) {
  if (const auto* const text = nostd::get_if<std::string>(&value)) return *text;
  if (const auto* const number = nostd::get_if<std::int64_t>(&value)) {
    return std::to_string(*number);
  }
  if (const auto* const fraction = nostd::get_if<double>(&value)) {
    return std::to_string(*fraction);
  }
  return "?";
}

std::ostream& operator<<(std::ostream& out, const Exported& span) {
  return out << span.name << " × " << span.of("dbspan.merged.count");
}

class Exporter : public sdk_trace::SpanExporter {
 public:
  explicit Exporter(std::vector<Exported>& spans) : spans_(spans) {}
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  opentelemetry::sdk::common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    for (const auto& recordable : spans) {
      const auto& data = static_cast<const sdk_trace::SpanData&>(*recordable);
      Exported exported;
      exported.name = std::string{data.GetName()};
      exported.duration = data.GetDuration();
      for (const auto& [key, value] : data.GetAttributes())
        exported.attributes[key] = TextOf(value);
      for (const auto& event : data.GetEvents()) {
        std::int64_t items = 0;
        for (const auto& [key, value] : event.GetAttributes()) {
          items += nostd::get<std::int64_t>(value);
        }
        exported.events[event.GetName()] += items;
      }
      spans_.push_back(std::move(exported));
    }
    return opentelemetry::sdk::common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  std::vector<Exported>& spans_;
};

class MergingProcessorTest : public ::testing::Test {
 protected:
  MergingProcessorTest()
      : provider_(MakeMergingProcessor(
            std::make_unique<sdk_trace::SimpleSpanProcessor>(std::make_unique<Exporter>(spans_)),
            milliseconds{5})) {}

  nostd::shared_ptr<trace::Span> StartParent(const std::string& name) {
    trace::StartSpanOptions options;
    options.start_system_time = opentelemetry::common::SystemTimestamp{now_};
    return provider_.GetTracer("test")->StartSpan(name, options);
  }

  /// Starts a command below `parent`. Pass it to `End` with its duration.
  nostd::shared_ptr<trace::Span> Start(const trace::Span& parent, const std::string& text) {
    trace::StartSpanOptions options;
    options.kind = trace::SpanKind::kClient;
    options.parent = parent.GetContext();
    options.start_steady_time = opentelemetry::common::SteadyTimestamp{steady_};
    options.start_system_time = opentelemetry::common::SystemTimestamp{now_};
    return provider_.GetTracer(scope_)->StartSpan("GET",
                                                  {{"db.system.name", "redis"},
                                                   {"db.operation.name", "GET"},
                                                   {"db.query.text", nostd::string_view{text}}},
                                                  options);
  }
  void End(trace::Span& span, nanoseconds duration = milliseconds{1}) {
    trace::EndSpanOptions end;
    end.end_steady_time = opentelemetry::common::SteadyTimestamp{steady_ + duration};
    span.End(end);
    Pass(duration);
  }
  void Run(const trace::Span& parent, const std::string& text, bool hit = true,
           nanoseconds duration = milliseconds{1}) {
    const auto span = Start(parent, text);
    span->AddEvent(hit ? "cache.hit" : "cache.miss", {{"cache.item_count", std::int64_t{1}}});
    span->SetAttribute("db.response.returned_rows", std::int64_t{2});
    End(*span, duration);
  }
  void Pass(nanoseconds time) {
    steady_ += time;
    now_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(time);
  }

  std::chrono::steady_clock::time_point steady_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point now_ = std::chrono::system_clock::now();
  std::vector<Exported> spans_;
  std::string scope_ = "dbspan.redis";
  sdk_trace::TracerProvider provider_;
};

TEST_F(MergingProcessorTest, SpansOfDifferentScopesStayApart) {
  const auto parent = StartParent("checkout");
  for (const char* const scope : {"dbspan.redis", "dbspan.valkey", "dbspan.redis"}) {
    scope_ = scope;
    Run(*parent, "GET cart:1");
  }
  parent->End();

  ASSERT_THAT(spans_, SizeIs(3));
  EXPECT_EQ(spans_[0].of("dbspan.merged.count"), "2");
  EXPECT_EQ(spans_[1].of("dbspan.merged.count"), "");
}

TEST_F(MergingProcessorTest, ALoopOfTenThousandIsOneSpanWhenItsParentEnds) {
  const auto parent = StartParent("checkout");
  for (int i = 0; i < 10'000; ++i) {
    Run(*parent, "GET cart:" + std::to_string(i), i % 4 != 0, std::chrono::microseconds{1});
  }
  EXPECT_THAT(spans_, IsEmpty());

  parent->End();

  ASSERT_THAT(spans_, SizeIs(2));
  EXPECT_EQ(spans_[1].name, "checkout");
  const Exported& merged = spans_[0];
  EXPECT_EQ(merged.name, "GET");
  EXPECT_EQ(merged.of("db.query.text"), "GET cart:*");
  EXPECT_EQ(merged.of("dbspan.merged.count"), "10000");
  EXPECT_EQ(merged.of("dbspan.merged.total_time"), "0.010000");
  EXPECT_EQ(merged.of("dbspan.merged.shortest_time"), "0.000001");
  EXPECT_EQ(merged.of("dbspan.merged.longest_time"), "0.000001");
  EXPECT_EQ(merged.of("db.response.returned_rows"), "20000");
  EXPECT_THAT(merged.events,
              ElementsAre(std::pair{"cache.hit", 7500}, std::pair{"cache.miss", 2500}));
  EXPECT_NEAR(static_cast<double>(merged.duration.count()), 1e7, 1e4);
}

TEST_F(MergingProcessorTest, SlowAndFailedOnesAndThoseWithOtherEventsStayWhole) {
  const auto parent = StartParent("checkout");
  Run(*parent, "GET cart:1");
  Run(*parent, "GET cart:2", true, milliseconds{5});
  const auto failed = Start(*parent, "GET cart:3");
  failed->SetStatus(trace::StatusCode::kError, "");
  End(*failed);
  const auto expected = Start(*parent, "GET cart:4");
  expected->SetAttribute("error.type", "MOVED");
  End(*expected);
  const auto noisy = Start(*parent, "GET cart:5");
  noisy->AddEvent("dbspan.milestone", {{"dbspan.rows_so_far", std::int64_t{1}}});
  End(*noisy);
  Run(*parent, "GET cart:6");
  parent->End();

  ASSERT_THAT(spans_, SizeIs(6));  // four single spans, one merged from two, the parent
  EXPECT_EQ(spans_[4].of("dbspan.merged.count"), "2");
  for (const std::size_t whole : {0U, 1U, 2U, 3U}) {
    EXPECT_EQ(spans_[whole].of("dbspan.merged.count"), "") << whole;
  }
  EXPECT_EQ(spans_[0].of("db.query.text"), "GET cart:2");
  EXPECT_EQ(spans_[0].of("db.response.returned_rows"), "2");
  EXPECT_THAT(spans_[0].events, ElementsAre(std::pair{"cache.hit", 1}));
}

TEST_F(MergingProcessorTest, OneAloneStaysAsItWas) {
  const auto parent = StartParent("checkout");
  Run(*parent, "GET cart:1");
  parent->End();

  ASSERT_THAT(spans_, SizeIs(2));
  EXPECT_EQ(spans_[0].of("db.query.text"), "GET cart:1");
  EXPECT_EQ(spans_[0].of("dbspan.merged.count"), "");
  EXPECT_EQ(spans_[0].duration, milliseconds{1});
}

TEST_F(MergingProcessorTest, OtherKeysParentsAndAttributesAreOtherSpans) {
  const auto one = StartParent("one");
  const auto two = StartParent("two");
  for (int i = 0; i < 2; ++i) {
    Run(*one, "GET cart:" + std::to_string(i));
    Run(*one, "GET user:" + std::to_string(i));
    Run(*two, "GET cart:" + std::to_string(i));
    const auto tagged = Start(*one, "GET cart:7");
    tagged->SetAttribute("tenant", "a");
    End(*tagged);
  }
  provider_.ForceFlush();

  ASSERT_THAT(spans_, SizeIs(4));
  for (const Exported& span : spans_) EXPECT_EQ(span.of("dbspan.merged.count"), "2");
}

TEST_F(MergingProcessorTest, APauseEndsThem) {
  const auto parent = StartParent("checkout");
  Run(*parent, "GET cart:1");
  Run(*parent, "GET cart:2");
  Pass(milliseconds{200});
  Run(*parent, "GET cart:3");

  ASSERT_THAT(spans_, SizeIs(1));
  EXPECT_EQ(spans_[0].of("dbspan.merged.count"), "2");
}

TEST_F(MergingProcessorTest, MemoryIsBounded) {
  const auto parent = StartParent("checkout");
  constexpr int kMost = 256;
  for (int i = 0; i < kMost + 44; ++i) {
    const auto letters = std::string(1, static_cast<char>('a' + i / 26)) +
                         std::string(1, static_cast<char>('a' + i % 26));
    Run(*parent, "GET " + letters + ":1", true, std::chrono::microseconds{1});
  }

  EXPECT_THAT(spans_, SizeIs(44));
}

TEST_F(MergingProcessorTest, WithoutAParentNothingIsMerged) {
  const auto nothing = StartParent("gone");
  for (int i = 0; i < 2; ++i) {
    trace::StartSpanOptions root;
    root.parent = trace::SpanContext::GetInvalid();
    provider_.GetTracer("dbspan.redis")
        ->StartSpan("GET", {{"db.system.name", "redis"}}, root)
        ->End();
  }

  EXPECT_THAT(spans_, SizeIs(2));
}

}  // namespace
}  // namespace dbspan::sdk
