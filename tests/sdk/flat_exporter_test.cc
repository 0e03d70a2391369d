#include "dbspan/sdk/flat_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sdk/flat_attributes.h"

namespace dbspan::sdk {
namespace {

namespace common = opentelemetry::common;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;
namespace sdk_common = opentelemetry::sdk::common;
using ::testing::SizeIs;

/// Keeps the spans that are exported.
class Keeper : public sdk_trace::SpanExporter {
 public:
  using Spans = std::vector<std::unique_ptr<sdk_trace::SpanData>>;

  explicit Keeper(std::shared_ptr<Spans> spans) : spans_(std::move(spans)) {}
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  sdk_common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    for (auto& span : spans) {
      spans_->emplace_back(static_cast<sdk_trace::SpanData*>(span.release()));
    }
    return sdk_common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  std::shared_ptr<Spans> spans_;
};

/// The same spans, recorded with and without FlatExporter in front.
class FlatExporterTest : public ::testing::Test {
 protected:
  template <class Record>
  void Compare(Record&& record) {
    const auto direct = Run(record, false);
    const auto flat = Run(record, true);
    ASSERT_THAT(*direct, SizeIs(1));
    ASSERT_THAT(*flat, SizeIs(1));
    ExpectSame(*direct->front(), *flat->front());
  }

 private:
  template <class Record>
  std::shared_ptr<Keeper::Spans> Run(Record& record, bool flat) {
    auto spans = std::make_shared<Keeper::Spans>();
    std::unique_ptr<sdk_trace::SpanExporter> exporter = std::make_unique<Keeper>(spans);
    if (flat) exporter = std::make_unique<FlatExporter>(std::move(exporter));
    auto provider = std::make_shared<sdk_trace::TracerProvider>(
        std::make_unique<sdk_trace::SimpleSpanProcessor>(std::move(exporter)));
    providers_.push_back(provider);  // spans lead into them
    record(*provider->GetTracer("scope", "1.2", "schema"));
    return spans;
  }

  static void ExpectSame(const sdk_trace::SpanData& left, const sdk_trace::SpanData& right) {
    EXPECT_EQ(left.GetName(), right.GetName());
    EXPECT_EQ(left.GetSpanKind(), right.GetSpanKind());
    EXPECT_EQ(left.GetStatus(), right.GetStatus());
    EXPECT_EQ(left.GetDescription(), right.GetDescription());
    EXPECT_EQ(left.GetDuration(), right.GetDuration());
    EXPECT_EQ(left.GetStartTime(), right.GetStartTime());
    EXPECT_EQ(left.GetAttributes(), right.GetAttributes());
    EXPECT_TRUE(right.GetTraceId().IsValid());
    EXPECT_TRUE(right.GetSpanContext().IsSampled());
    EXPECT_EQ(left.GetInstrumentationScope().GetName(), right.GetInstrumentationScope().GetName());
    EXPECT_EQ(left.GetResource().GetAttributes(), right.GetResource().GetAttributes());
    ASSERT_EQ(left.GetEvents().size(), right.GetEvents().size());
    for (std::size_t i = 0; i < left.GetEvents().size(); ++i) {
      EXPECT_EQ(left.GetEvents()[i].GetName(), right.GetEvents()[i].GetName());
      EXPECT_EQ(left.GetEvents()[i].GetAttributes(), right.GetEvents()[i].GetAttributes());
    }
    ASSERT_EQ(left.GetLinks().size(), right.GetLinks().size());
    for (std::size_t i = 0; i < left.GetLinks().size(); ++i) {
      EXPECT_EQ(left.GetLinks()[i].GetSpanContext(), right.GetLinks()[i].GetSpanContext());
      EXPECT_EQ(left.GetLinks()[i].GetAttributes(), right.GetLinks()[i].GetAttributes());
    }
  }

  std::vector<std::shared_ptr<sdk_trace::TracerProvider>> providers_;
};

trace::StartSpanOptions At(std::int64_t nanoseconds) {
  trace::StartSpanOptions options;
  options.kind = trace::SpanKind::kClient;
  options.start_system_time =
      common::SystemTimestamp{std::chrono::nanoseconds{1700000000000000000 + nanoseconds}};
  options.start_steady_time = common::SteadyTimestamp{std::chrono::nanoseconds{1 + nanoseconds}};
  return options;
}

void End(trace::Span& span) {
  trace::EndSpanOptions options;
  options.end_steady_time = common::SteadyTimestamp{std::chrono::nanoseconds{5000}};
  span.End(options);
}

TEST_F(FlatExporterTest, NothingOfASpanIsLost) {
  const trace::SpanContext linked{true, true};
  Compare([&](trace::Tracer& tracer) {
    const auto span =
        tracer.StartSpan("first", {{"a", "text"}, {"b", 7}}, {{linked, {{"l", 1}}}}, At(7));
    span->UpdateName("second");
    span->AddEvent("event", {{"e", "x"}, {"n", 2}});
    span->AddEvent("another");
    span->SetStatus(trace::StatusCode::kError, "why");
    End(*span);
  });
}

TEST_F(FlatExporterTest, ValuesKeepTheirTypes) {
  Compare([](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan("types", At(0));
    span->SetAttribute("bool", true);
    span->SetAttribute("int32", std::int32_t{-1});
    span->SetAttribute("uint32", std::uint32_t{4000000000});
    span->SetAttribute("int64", -(std::int64_t{1} << 40));
    span->SetAttribute("double", 0.5);
    span->SetAttribute("chars", "text");
    span->SetAttribute("view", nostd::string_view{"a\0b", 3});
    span->SetAttribute("empty", "");
    const bool bools[] = {true, false};
    const std::int64_t integers[] = {1, 2, 3};
    const double doubles[] = {0.5, 1.5};
    const nostd::string_view texts[] = {"a", "b"};
    span->SetAttribute("bools", nostd::span<const bool>{bools});
    span->SetAttribute("integers", nostd::span<const std::int64_t>{integers});
    span->SetAttribute("doubles", nostd::span<const double>{doubles});
    span->SetAttribute("texts", nostd::span<const nostd::string_view>{texts});
    End(*span);
  });
}

TEST_F(FlatExporterTest, ManyAndLongOnesGoBeyondTheSlots) {
  Compare([](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan(std::string(300, 'n'), At(0));
    for (int i = 0; i < 50; ++i) {
      span->SetAttribute("key" + std::to_string(i),
                         std::string(static_cast<std::size_t>(i) * 10, 'x'));
    }
    End(*span);
  });
}

TEST_F(FlatExporterTest, TheLastValueOfAKeyCounts) {
  Compare([](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan("twice", {{"a", "text"}}, At(0));
    span->SetAttribute("a", 1);
    span->SetAttribute("a", "a longer text than before");
    End(*span);
  });
}

}  // namespace
}  // namespace dbspan::sdk
