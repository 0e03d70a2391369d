#include "dbspan/sdk/wire_exporter.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_recordable_utils.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/random_id_generator.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>
#include <opentelemetry/trace/trace_state.h>
#include <opentelemetry/version.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sdk/wire_request.h"
#include "sdk/wire_span.h"
#include "tests/support/http_sink.h"

namespace dbspan::sdk {
namespace {

namespace common = opentelemetry::common;
namespace nostd = opentelemetry::nostd;
namespace otlp = opentelemetry::exporter::otlp;
namespace protobuf = google::protobuf;
namespace trace = opentelemetry::trace;
namespace sdk_common = opentelemetry::sdk::common;
namespace sdk_trace = opentelemetry::sdk::trace;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using Message = std::unique_ptr<protobuf::Message>;

Message NewRequest() {
  const auto* const descriptor = protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      "opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest");
  return Message{protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New()};
}

/// An exporter that encodes spans with the SDK's encoder or with dbspan's, and adds the result to
/// `request`.
class Encoding : public sdk_trace::SpanExporter {
 public:
  explicit Encoding(bool ours, Message& request) : ours_(ours), request_(request) {}
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    if (ours_) return std::make_unique<WireSpan>();
    return theirs_->MakeRecordable();
  }
  sdk_common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept override {
    Message more = NewRequest();
    if (ours_) {
      EXPECT_TRUE(more->ParseFromString(WireRequestOf(spans)));
    } else {
      // Its parameter's class is declared in a header of the SDK that is not installed.
      otlp::OtlpRecordableUtils::PopulateRequest(
          spans,
          reinterpret_cast<opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest*>(
              more.get()));
    }
    request_->MergeFrom(*more);
    return sdk_common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  const bool ours_;
  Message& request_;
  const std::unique_ptr<sdk_trace::SpanExporter> theirs_ = otlp::OtlpHttpExporterFactory::Create();
};

/// Generates the same ids in every run.
class Ids : public sdk_trace::IdGenerator {
 public:
  Ids() : IdGenerator(false) {}
  trace::SpanId GenerateSpanId() noexcept override {
    const std::uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, ++last_};
    return trace::SpanId{bytes};
  }
  trace::TraceId GenerateTraceId() noexcept override {
    const std::uint8_t bytes[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    return trace::TraceId{bytes};
  }

 private:
  std::uint8_t last_ = 0;
};

/// Tests that dbspan's encoder and the SDK's produce the same message.
class WireSpanTest : public ::testing::Test {
 protected:
  template <class Record>
  Message Encode(Record& record, bool ours) {
    Message request = NewRequest();
    auto provider = std::make_shared<sdk_trace::TracerProvider>(
        std::make_unique<sdk_trace::SimpleSpanProcessor>(std::make_unique<Encoding>(ours, request)),
        opentelemetry::sdk::resource::Resource::Create({{"service.name", "shop"}, {"n", 7}},
                                                       "https://resource/schema"),
        std::make_unique<sdk_trace::AlwaysOnSampler>(), std::make_unique<Ids>());
    record(*provider->GetTracer("scope", "1.2", "https://scope/schema"));
    providers_.push_back(provider);  // must outlive the spans, which point to it
    return request;
  }
  template <class Record>
  void Compare(Record&& record) {
    const Message theirs = Encode(record, false);
    const Message ours = Encode(record, true);
    protobuf::util::MessageDifferencer differencer;
    std::string difference;
    differencer.set_repeated_field_comparison(protobuf::util::MessageDifferencer::AS_SET);
    differencer.ReportDifferencesToString(&difference);
    EXPECT_TRUE(differencer.Compare(*theirs, *ours)) << difference;
    EXPECT_GT(ours->ByteSizeLong(), 100U);
  }

 private:
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

common::SystemTimestamp Time() {
  return common::SystemTimestamp{std::chrono::nanoseconds{1700000000000000300}};
}

trace::SpanContext Linked(nostd::shared_ptr<trace::TraceState> state) {
  const std::uint8_t trace_id[16] = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
  const std::uint8_t span_id[8] = {8, 8, 8, 8, 8, 8, 8, 8};
  return {trace::TraceId{trace_id}, trace::SpanId{span_id}, trace::TraceFlags{1}, true,
          std::move(state)};
}

TEST_F(WireSpanTest, NothingOfASpanIsLost) {
  Compare([&](trace::Tracer& tracer) {
    const auto state = trace::TraceState::FromHeader("a=1,b=2");
    auto options = At(7);
    options.parent = Linked(state);
    const auto span = tracer.StartSpan("first", {{"a", "text"}, {"b", 7}},
                                       {{Linked(state), {{"l", 1}}}}, options);
    span->AddEvent("event", Time(), {{"e", "x"}, {"n", 2}});
    span->AddEvent("another", Time());
    span->SetStatus(trace::StatusCode::kError, "why");
    End(*span);
  });
}

TEST_F(WireSpanTest, AllKindsAndStatusesAreThere) {
  for (const auto kind :
       {trace::SpanKind::kInternal, trace::SpanKind::kServer, trace::SpanKind::kClient,
        trace::SpanKind::kProducer, trace::SpanKind::kConsumer}) {
    for (const auto status :
         {trace::StatusCode::kUnset, trace::StatusCode::kOk, trace::StatusCode::kError}) {
      Compare([&](trace::Tracer& tracer) {
        auto options = At(0);
        options.kind = kind;
        const auto span = tracer.StartSpan("kinds", options);
        if (status != trace::StatusCode::kUnset) span->SetStatus(status, "described");
        End(*span);
      });
    }
  }
}

TEST_F(WireSpanTest, ValuesKeepTheirTypes) {
  Compare([](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan("types", At(0));
    span->SetAttribute("bool", true);
    span->SetAttribute("int32", std::int32_t{-1});
    span->SetAttribute("uint32", std::uint32_t{4000000000});
    span->SetAttribute("int64", -(std::int64_t{1} << 40));
    span->SetAttribute("uint64", std::uint64_t{1} << 62U);
    span->SetAttribute("double", 0.5);
    span->SetAttribute("chars", "text");
    span->SetAttribute("view", nostd::string_view{"a\0b", 3});
    span->SetAttribute("empty", "");
    const bool bools[] = {true, false};
    const std::int32_t small[] = {1, -2};
    const std::uint32_t naturals[] = {1, 4000000000};
    const std::int64_t integers[] = {1, 2, 3};
    const std::uint64_t large[] = {1, (std::uint64_t{1} << 63U) - 1};
    const double doubles[] = {0.5, 1.5};
    const nostd::string_view texts[] = {"a", "b"};
    span->SetAttribute("bools", nostd::span<const bool>{bools});
    span->SetAttribute("small", nostd::span<const std::int32_t>{small});
    span->SetAttribute("naturals", nostd::span<const std::uint32_t>{naturals});
    span->SetAttribute("integers", nostd::span<const std::int64_t>{integers});
    span->SetAttribute("large", nostd::span<const std::uint64_t>{large});
    span->SetAttribute("doubles", nostd::span<const double>{doubles});
    span->SetAttribute("texts", nostd::span<const nostd::string_view>{texts});
    span->SetAttribute("none", nostd::span<const std::int64_t>{});
    End(*span);
  });
}

// Before 1.28, the SDK encodes these as negative numbers.
TEST_F(WireSpanTest, NumbersThatAreTooLargeAreTexts) {
  const auto record = [](trace::Tracer& tracer) {
    const std::uint64_t large[] = {1, std::uint64_t{1} << 63U};
    const auto span = tracer.StartSpan("large", At(0));
    span->SetAttribute("uint64", std::numeric_limits<std::uint64_t>::max());
    span->SetAttribute("large", nostd::span<const std::uint64_t>{large});
    End(*span);
  };

#if OPENTELEMETRY_VERSION_MAJOR > 1 || OPENTELEMETRY_VERSION_MINOR >= 28
  Compare(record);
#endif
  EXPECT_THAT(Encode(record, true)->DebugString(),
              AllOf(HasSubstr(R"(string_value: "18446744073709551615")"), HasSubstr("int_value: 1"),
                    HasSubstr(R"(string_value: "9223372036854775808")")));
}

// Only dbspan is tested here: the SDK of 1.19 encodes bytes as an array of numbers.
TEST_F(WireSpanTest, BytesAreBytes) {
  const auto record = [](trace::Tracer& tracer) {
    const std::uint8_t bytes[] = {0, 1, 255};
    const auto span = tracer.StartSpan("bytes", At(0));
    span->SetAttribute("bytes", nostd::span<const std::uint8_t>{bytes});
    End(*span);
  };

  EXPECT_THAT(Encode(record, true)->DebugString(), HasSubstr(R"(bytes_value: "\000\001\377")"));
}

TEST_F(WireSpanTest, ManyAndLongOnesGoBeyondTheSlots) {
  Compare([](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan(std::string(300, 'n'), At(0));
    for (int i = 0; i < 50; ++i) {
      span->SetAttribute("key" + std::to_string(i),
                         std::string(static_cast<std::size_t>(i) * 10, 'x'));
    }
    End(*span);
  });
}

TEST_F(WireSpanTest, SpansOfSeveralScopesAndParentsAreGrouped) {
  Compare([](trace::Tracer& tracer) {
    const auto parent = tracer.StartSpan("parent", At(0));
    auto options = At(1);
    options.parent = parent->GetContext();
    for (int i = 0; i < 3; ++i) {
      const auto child = tracer.StartSpan("child", options);
      child->SetAttribute("i", i);
      End(*child);
    }
    End(*parent);
  });
}

TEST_F(WireSpanTest, WhatIsSetAgainReplacesWhatWasThere) {
  const auto twice = [](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan("first name", {{"J", 1}, {"a", "text"}, {"b", 2}}, At(0));
    span->SetStatus(trace::StatusCode::kError, "why");
    for (int i = 0; i < 30; ++i) span->SetAttribute("more" + std::to_string(i), i);
    span->SetAttribute("a", 1);
    span->UpdateName("second");
    span->SetAttribute("a", "a longer text than before");
    span->SetAttribute("more29", "last");
    span->SetAttribute("J", "again");
    span->AddEvent("event", Time());
    span->SetStatus(trace::StatusCode::kError, "");
    End(*span);
  };
  const auto once = [](trace::Tracer& tracer) {
    const auto span = tracer.StartSpan("second", {{"b", 2}}, At(0));
    for (int i = 0; i < 29; ++i) span->SetAttribute("more" + std::to_string(i), i);
    span->SetAttribute("more29", "last");
    span->SetAttribute("J", "again");
    span->SetAttribute("a", "a longer text than before");
    span->AddEvent("event", Time());
    span->SetStatus(trace::StatusCode::kError, "");
    End(*span);
  };

  const Message ours = Encode(twice, true);
  const Message theirs = Encode(once, false);

  protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.set_repeated_field_comparison(protobuf::util::MessageDifferencer::AS_SET);
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(*theirs, *ours)) << difference;
}

/// Compares random spans of all shapes.
TEST_F(WireSpanTest, SpansByChanceAreTheSame) {
  std::uint64_t random = 88172645463325252;
  const auto next = [&random](std::uint64_t below) {
    random ^= random << 13U;
    random ^= random >> 7U;
    random ^= random << 17U;
    return random % below;
  };
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t seed = random;
    Compare([&](trace::Tracer& tracer) {
      random = seed;
      const auto span = tracer.StartSpan(std::string(next(40), 'n'), At(0));
      for (std::uint64_t i = next(40); i > 0; --i) {
        const std::string key = "k" + std::to_string(i) + std::string(next(200), 'k');
        switch (next(4)) {
          case 0:
            span->SetAttribute(key, static_cast<std::int64_t>(random));
            break;
          case 1:
            span->SetAttribute(key, std::string(next(300), 'v'));
            break;
          case 2:
            span->AddEvent(key, Time(), {{"e", static_cast<std::int64_t>(random)}});
            break;
          default:
            span->SetAttribute(key, static_cast<double>(random));
        }
      }
      End(*span);
    });
    next(2);
    if (HasFailure()) FAIL() << "in round " << round;
  }
}

/// Exports a span with the options of a content type. Returns the received requests.
std::vector<test::HttpRequest> Send(const test::HttpSink& sink,
                                    otlp::HttpRequestContentType content_type) {
  otlp::OtlpHttpExporterOptions options;
  options.url = sink.url() + "/v1/traces";
  options.content_type = content_type;
  options.http_headers.emplace("x-tenant", "7");
  sdk_trace::TracerProvider provider{
      std::make_unique<sdk_trace::SimpleSpanProcessor>(std::make_unique<WireExporter>(options)),
      opentelemetry::sdk::resource::Resource::Create({{"service.name", "shop"}})};
  const auto tracer = provider.GetTracer("scope", "1.2");
  tracer->StartSpan("of the test", {{"db.query.text", "SELECT ?"}})->End();
  provider.ForceFlush();
  return sink.Posted("/v1/traces");
}

TEST(WireExporterTest, ProtobufArrivesAsARequest) {
  const test::HttpSink sink;

  const auto requests = Send(sink, otlp::HttpRequestContentType::kBinary);

  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_THAT(requests[0].headers,
              AllOf(HasSubstr("application/x-protobuf"), HasSubstr("x-tenant")));
  const Message request = NewRequest();
  ASSERT_TRUE(request->ParseFromString(requests[0].body));
  EXPECT_THAT(request->DebugString(),
              AllOf(HasSubstr("name: \"of the test\""), HasSubstr("string_value: \"SELECT ?\""),
                    HasSubstr("string_value: \"shop\""), HasSubstr("name: \"scope\"")));
}

TEST(WireExporterTest, JsonArrivesAsTheSpecificationHasIt) {
  const test::HttpSink sink;

  const auto requests = Send(sink, otlp::HttpRequestContentType::kJson);

  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_THAT(requests[0].headers, HasSubstr("application/json"));
  EXPECT_THAT(requests[0].body, AllOf(HasSubstr("of the test"), HasSubstr("SELECT ?"),
                                      HasSubstr("shop"), HasSubstr("{")));
}

TEST(WireExporterTest, AReceiverThatIsNotThereIsAFailure) {
  otlp::OtlpHttpExporterOptions options;
  options.url = "http://127.0.0.1:1/v1/traces";
  options.retry_policy_max_attempts = 0;
  WireExporter exporter{options};
  std::vector<std::unique_ptr<sdk_trace::Recordable>> spans;
  spans.push_back(exporter.MakeRecordable());

  EXPECT_EQ(exporter.Export({spans.data(), spans.size()}), sdk_common::ExportResult::kFailure);
  EXPECT_TRUE(exporter.Shutdown(std::chrono::seconds{1}));
}

}  // namespace
}  // namespace dbspan::sdk
