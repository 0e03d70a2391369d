#include <gmock/gmock.h>

#include <array>
#include <string>

#include "recorder/otlp/fields.h"
#include "recorder/otlp/json.h"
#include "recorder/otlp/log_record.h"
#include "recorder/otlp/metrics.h"
#include "recorder/otlp/request.h"
#include "recorder/otlp/spans.h"
#include "recorder/recorder.h"

namespace dbspan::recorder::otlp {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr ScopeId kRedis = 3;

template <std::size_t kSize>
std::array<std::uint8_t, kSize> Counting(std::uint8_t from) {
  std::array<std::uint8_t, kSize> bytes;
  for (std::size_t i = 0; i < kSize; ++i) bytes[i] = static_cast<std::uint8_t>(from + i);
  return bytes;
}

std::string Hex(const std::string& bytes) {
  std::string hex;
  for (const char c : bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

std::string Resource() {
  std::string resource;
  AddAttribute(resource, AttributesOf::kResource, "service.name", "shop");
  return resource;
}

/// Writes one record and encodes it as a request.
class OtlpSpanTest : public ::testing::Test {
 protected:
  OtlpSpanTest() {
    header_.trace_flags = 1;
    header_.scope = kRedis;
    header_.endpoint = texts_.Intern(EndpointTexts{"redis", "0", "cache", 6379, "", 0});
    StatementTexts statement;
    statement.name = "GET cache:6379";
    statement.operation = "GET";
    header_.statement = texts_.Intern(statement);
    header_.trace_id = Counting<16>(1);
    header_.span_id = Counting<8>(0x21);
    header_.start = 1'700'000'000'000'000'000;
    header_.duration = 250'000;
  }

  template <class... Values>
  void Add(Particular kind, Values... values) {
    if (!begun_) queue_.Begin(header_);
    begun_ = true;
    queue_.Add(kind, values...);
  }
  std::string Request() {
    if (!begun_) queue_.Begin(header_);
    queue_.Commit();
    std::string span;
    EncodeSpan(queue_.Front(), texts_, span);
    RequestBuilder request{Resource()};
    request.Add(kRedis, span);
    EXPECT_EQ(request.size(), 1U);
    return request.Take();
  }
  std::string Json() { return ToJson(Message::kTracesRequest, Request()); }

  Texts texts_{1 << 20};
  Arena arena_{2 * Arena::kChunkBytes};
  QueueBlock block_;
  RecordQueue queue_{arena_, block_};
  RecordHeader header_{};
  bool begun_ = false;
};

TEST_F(OtlpSpanTest, BytesAreThoseOfTheSpecification) {
  header_.parent_id = Counting<8>(0x41);
  header_.parent_is_remote = true;
  Add(Particular::kQueryText, std::string_view{"GET k"});
  Add(Particular::kHits, std::int64_t{1});

  EXPECT_EQ(Hex(Request()),
            "0a9c030a180a160a0c736572766963652e6e616d6512060a0473686f7012d6020a150a0c64627370616e2e"
            "72656469731205302e312e301293020a10"
            "0102030405060708090a0b0c0d0e0f10120821222324252627282208414243444546474885010103000030"
            "033900002a36fe9c97174190d02d36fe9c"
            "97172a0e4745542063616368653a363337394a1a0a1164622e6f7065726174696f6e2e6e616d6512050a03"
            "4745544a190a0e64622e73797374656d2e"
            "6e616d6512070a0572656469734a130a0c64622e6e616d65737061636512030a01304a190a0e7365727665"
            "722e6164647265737312070a0563616368"
            "654a120a0b7365727665722e706f7274120318eb314a180a0d64622e71756572792e7465787412070a0547"
            "4554206b5a2c0990d02d36fe9c97171209"
            "63616368652e6869741a160a1063616368652e6974656d5f636f756e74120218011a2768747470733a2f2f"
            "6f70656e74656c656d657472792e696f2f"
            "736368656d61732f312e34342e301a2768747470733a2f2f6f70656e74656c656d657472792e696f2f7363"
            "68656d61732f312e34342e30");
}

TEST_F(OtlpSpanTest, ASpanHasEveryFieldThatIsKnown) {
  header_.parent_id = Counting<8>(0x41);
  header_.parent_is_remote = true;
  Add(Particular::kQueryText, std::string_view{"GET k"});
  Add(Particular::kHits, std::int64_t{1});
  std::string encoded;
  AddTraceState(encoded, "vendor=1");
  AddLink(encoded, Counting<16>(0x51), Counting<8>(0x61), "", 1);
  Add(Particular::kEncoded, std::string_view{encoded});

  EXPECT_EQ(
      Json(),
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)"
      R"("scopeSpans":[{"scope":{"name":"dbspan.redis","version":"0.1.0"},"spans":[{)"
      R"("traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"2122232425262728","traceState":"vendor=1",)"
      R"("parentSpanId":"4142434445464748","flags":769,"name":"GET cache:6379","kind":3,)"
      R"("startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000250000","attributes":[)"
      R"({"key":"db.operation.name","value":{"stringValue":"GET"}},)"
      R"({"key":"db.system.name","value":{"stringValue":"redis"}},)"
      R"({"key":"db.namespace","value":{"stringValue":"0"}},)"
      R"({"key":"server.address","value":{"stringValue":"cache"}},)"
      R"({"key":"server.port","value":{"intValue":"6379"}},)"
      R"({"key":"db.query.text","value":{"stringValue":"GET k"}}],)"
      R"("events":[{"timeUnixNano":"1700000000000250000","name":"cache.hit",)"
      R"("attributes":[{"key":"cache.item_count","value":{"intValue":"1"}}]}],)"
      R"("links":[{"traceId":"5152535455565758595a5b5c5d5e5f60","spanId":"6162636465666768","flags":1}]}],)"
      R"("schemaUrl":"https://opentelemetry.io/schemas/1.44.0"}],"schemaUrl":"https://opentelemetry.io/schemas/1.44.0"}]})");
}

TEST_F(OtlpSpanTest, AFailureIsStatusErrorTypeAndIfThrownAnEvent) {
  Add(Particular::kStatusCode, std::string_view{"42P01"});
  Add(Particular::kErrorType, std::string_view{"42P01"});
  Add(Particular::kErrorMessage, std::string_view{"relation ? does not exist"});
  Add(Particular::kExceptionType, std::string_view{"pqxx::undefined_table"});

  EXPECT_THAT(
      Json(),
      AllOf(
          HasSubstr(R"({"key":"db.response.status_code","value":{"stringValue":"42P01"}})"),
          HasSubstr(R"({"key":"error.type","value":{"stringValue":"42P01"}})"),
          HasSubstr(
              R"("events":[{"timeUnixNano":"1700000000000250000","name":"exception","attributes":[)"
              R"({"key":"exception.type","value":{"stringValue":"pqxx::undefined_table"}},)"
              R"({"key":"exception.message","value":{"stringValue":"relation ? does not exist"}}]}])"),
          HasSubstr(R"("status":{"message":"relation ? does not exist","code":2})")));
}

TEST_F(OtlpSpanTest, AFailureWithoutWordsIsAnErrorAllTheSame) {
  Add(Particular::kErrorMessage, std::string_view{""});

  EXPECT_THAT(Json(), HasSubstr(R"("status":{"code":2})"));
}

TEST_F(OtlpSpanTest, SuccessHasNoStatusAndARootNoParent) {
  EXPECT_THAT(Json(), AllOf(Not(HasSubstr("status")), Not(HasSubstr("parentSpanId")),
                            HasSubstr(R"("flags":257)")));
}

TEST_F(OtlpSpanTest, WhatWasLeftOutIsCounted) {
  Add(Particular::kQueryText, std::string_view{std::string(20000, 'x')});

  EXPECT_THAT(Json(), HasSubstr(R"("droppedAttributesCount":1)"));
}

TEST_F(OtlpSpanTest, BytesThatAreNoUtf8AreReplaced) {
  Add(Particular::kQueryText, std::string_view{"GET \xFFk\xC3\xA9y\xC3"});

  EXPECT_THAT(Json(), HasSubstr("\"GET \xEF\xBF\xBDk\xC3\xA9y\xEF\xBF\xBD\""));
}

TEST_F(OtlpSpanTest, JsonEscapesQuotesAndControlCharacters) {
  Add(Particular::kQueryText, std::string_view{"a\"b\\c\nd"});

  EXPECT_THAT(Json(), HasSubstr(R"("a\"b\\c\u000ad")"));
}

TEST(OtlpLogTest, ALogRecordHasEveryFieldThatIsKnown) {
  LogRecord record;
  record.time = 1'700'000'000'000'000'000;
  record.severity = 13;
  record.severity_text = "WARN";
  record.event_name = "db.client.operation.exception";
  record.trace_id = Counting<16>(1);
  record.span_id = Counting<8>(0x21);
  record.trace_flags = 1;
  AddAttribute(record.attributes, AttributesOf::kLogRecord, "exception.type", "x");
  RequestBuilder request{Resource()};
  request.Add(kRedis, Encode(record));
  const std::string encoded = request.Take();

  EXPECT_THAT(
      ToJson(Message::kLogsRequest, encoded),
      HasSubstr(
          R"("logRecords":[{"timeUnixNano":"1700000000000000000","observedTimeUnixNano":"1700000000000000000",)"
          R"("severityNumber":13,"severityText":"WARN","attributes":[{"key":"exception.type","value":{"stringValue":"x"}}],)"
          R"("flags":1,"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"2122232425262728",)"
          R"("eventName":"db.client.operation.exception"}])"));
  EXPECT_EQ(Hex(encoded),
            "0af9010a180a160a0c736572766963652e6e616d6512060a0473686f7012b3010a150a0c64627370616e2e"
            "72656469731205302e312e301271090000"
            "2a36fe9c9717100d1a045741524e32150a0e657863657074696f6e2e7479706512030a017845010000004a"
            "100102030405060708090a0b0c0d0e0f10"
            "520821222324252627285900002a36fe9c9717621d64622e636c69656e742e6f7065726174696f6e2e6578"
            "63657074696f6e1a2768747470733a2f2f"
            "6f70656e74656c656d657472792e696f2f736368656d61732f312e34342e301a2768747470733a2f2f6f70"
            "656e74656c656d657472792e696f2f7363"
            "68656d61732f312e34342e30");
}

class OtlpMetricsTest : public ::testing::Test {
 protected:
  static constexpr std::int64_t kStart = 1'700'000'000'000'000'000;
  static constexpr std::int64_t kMinute = 60'000'000'000;

  OtlpMetricsTest() {
    endpoint_ = texts_.Intern(EndpointTexts{"redis", "0", "cache", 6379, "", 0});
    StatementTexts statement;
    statement.operation = "GET";
    statement_ = texts_.Intern(statement);
  }
  void Record(std::int64_t duration, Ending ending = {}) {
    OpenSpan open;
    recorder_.Start(opentelemetry::trace::SpanContext::GetInvalid(), open);
    recorder_.Describe(open, kRedis, endpoint_, statement_);
    recorder_.End(open, ending, open.since + duration);
  }
  static RecorderSettings Settings() {
    RecorderSettings settings;
    settings.spans = false;
    return settings;
  }

  Texts texts_{1 << 20};
  Recorder recorder_{Settings(), texts_};
  TextId endpoint_;
  TextId statement_;
};

TEST_F(OtlpMetricsTest, AHistogramHasBucketsSumLeastAndMost) {
  MetricsBuilder builder{Resource(), Temporality::kCumulative, kStart};
  Ending hit;
  hit.hits = 1;
  Record(75'000, hit);
  Record(2'000'000);

  const std::string encoded = builder.Build(recorder_, kStart + kMinute);
  const std::string json = ToJson(Message::kMetricsRequest, encoded);

  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"name":"db.client.operation.duration","description":"Duration of database client operations.","unit":"s",)"
          R"("histogram":{"dataPoints":[{"startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000",)"
          R"("count":"2","sum":0.002075,"bucketCounts":["0","1","0","0","0","1","0","0","0","0","0","0","0","0","0"],)"
          R"("explicitBounds":[5e-05,0.0001,0.00025,0.0005,0.001,0.0025,0.005,0.01,0.05,0.1,0.5,1,5,10],"attributes":[)"
          R"({"key":"db.system.name","value":{"stringValue":"redis"}},{"key":"db.namespace","value":{"stringValue":"0"}},)"
          R"({"key":"server.address","value":{"stringValue":"cache"}},{"key":"server.port","value":{"intValue":"6379"}},)"
          R"({"key":"db.operation.name","value":{"stringValue":"GET"}}],"min":7.5e-05,"max":0.002}],"aggregationTemporality":2}})"));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"name":"dbspan.cache.lookups","description":"Items looked up in a cache, by whether they were there.",)"
          R"("unit":"{item}","sum":{"dataPoints":[{"startTimeUnixNano":"1700000000000000000",)"
          R"("timeUnixNano":"1700000060000000000","asInt":"1","attributes":[{"key":"db.namespace","value":{"stringValue":"0"}},)"
          R"({"key":"db.operation.name","value":{"stringValue":"GET"}},{"key":"cache.outcome","value":{"stringValue":"hit"}}]}],)"
          R"("aggregationTemporality":2,"isMonotonic":true}})"));
  EXPECT_EQ(Hex(encoded),
            "0abe060a180a160a0c736572766963652e6e616d6512060a0473686f7012f8050a150a0c64627370616e2e"
            "72656469731205302e312e3012ef030a1c"
            "64622e636c69656e742e6f7065726174696f6e2e6475726174696f6e12274475726174696f6e206f662064"
            "6174616261736520636c69656e74206f70"
            "65726174696f6e732e1a01734aa2030a9d031100002a36fe9c9717190058712e0c9d971721020000000000"
            "0000298f53742497ff603f327800000000"
            "00000000010000000000000000000000000000000000000000000000000000000000000001000000000000"
            "0000000000000000000000000000000000"
            "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
            "000000000000000000000000003a702d43"
            "1cebe2360a3f2d431cebe2361a3ffca9f1d24d62303ffca9f1d24d62403ffca9f1d24d62503f7b14ae47e1"
            "7a643f7b14ae47e17a743f7b14ae47e17a"
            "843f9a9999999999a93f9a9999999999b93f000000000000e03f000000000000f03f000000000000144000"
            "000000000024404a190a0e64622e737973"
            "74656d2e6e616d6512070a0572656469734a130a0c64622e6e616d65737061636512030a01304a190a0e73"
            "65727665722e6164647265737312070a05"
            "63616368654a120a0b7365727665722e706f7274120318eb314a1a0a1164622e6f7065726174696f6e2e6e"
            "616d6512050a0347455459613255302aa9"
            "133f61fca9f1d24d62603f100212c3010a1464627370616e2e63616368652e6c6f6f6b7570731237497465"
            "6d73206c6f6f6b656420757020696e2061"
            "2063616368652c2062792077686574686572207468657920776572652074686572652e1a067b6974656d7d"
            "3a6a0a641100002a36fe9c971719005871"
            "2e0c9d97173101000000000000003a130a0c64622e6e616d65737061636512030a01303a1a0a1164622e6f"
            "7065726174696f6e2e6e616d6512050a03"
            "4745543a160a0d63616368652e6f7574636f6d6512050a03686974100218011a2768747470733a2f2f6f70"
            "656e74656c656d657472792e696f2f7363"
            "68656d61732f312e34342e301a2768747470733a2f2f6f70656e74656c656d657472792e696f2f73636865"
            "6d61732f312e34342e30");
}

TEST_F(OtlpMetricsTest, WithDeltasNothingIsReturnedTwice) {
  MetricsBuilder builder{Resource(), Temporality::kDelta, kStart};
  Record(75'000);
  builder.Build(recorder_, kStart + kMinute);

  EXPECT_EQ(builder.Build(recorder_, kStart + 2 * kMinute), "");
  Record(75'000);
  const std::string json =
      ToJson(Message::kMetricsRequest, builder.Build(recorder_, kStart + 3 * kMinute));

  EXPECT_THAT(json, AllOf(HasSubstr(R"("startTimeUnixNano":"1700000120000000000")"),
                          HasSubstr(R"("count":"1")"), Not(HasSubstr(R"("min")")),
                          HasSubstr(R"("aggregationTemporality":1)")));
}

TEST_F(OtlpMetricsTest, RowsOfSeriesThatDifferInTheProcedureOnlyAreOnePoint) {
  MetricsBuilder builder{Resource(), Temporality::kCumulative, kStart};
  Ending ending;
  ending.returned_rows = 4;
  for (const char* const procedure : {"one", "two"}) {
    StatementTexts statement;
    statement.summary = "CALL";
    statement.procedure = procedure;
    statement_ = texts_.Intern(statement);
    Record(1000, ending);
  }

  const std::string json =
      ToJson(Message::kMetricsRequest, builder.Build(recorder_, kStart + kMinute));

  EXPECT_THAT(json, HasSubstr(R"("count":"2","sum":8,)"));
  EXPECT_THAT(json,
              AllOf(HasSubstr(R"({"stringValue":"one"})"), HasSubstr(R"({"stringValue":"two"})")));
}

TEST_F(OtlpMetricsTest, FindingsAreCountedByTheirKind) {
  MetricsBuilder builder{Resource(), Temporality::kCumulative, kStart};
  for (int i = 0; i < 3; ++i) recorder_.CountFinding(0);
  recorder_.CountFinding(9);
  recorder_.CountFinding(99);  // no kind has this number

  const std::string json =
      ToJson(Message::kMetricsRequest, builder.Build(recorder_, kStart + kMinute));

  EXPECT_THAT(json, HasSubstr(R"({"name":"dbspan.findings")"));
  EXPECT_THAT(json, HasSubstr(R"({"stringValue":"repeated-statement"})"));
  EXPECT_THAT(json, HasSubstr(R"({"stringValue":"retries"})"));
  EXPECT_THAT(json, HasSubstr(R"("asInt":"3")"));
}

TEST_F(OtlpMetricsTest, SpansAreCountedByWhatBecameOfThem) {
  MetricsBuilder builder{Resource(), Temporality::kCumulative, kStart};
  recorder_.CountExported(5);
  recorder_.CountDroppedExport(2);

  EXPECT_THAT(
      ToJson(Message::kMetricsRequest, builder.Build(recorder_, kStart + kMinute)),
      AllOf(
          HasSubstr(R"("scope":{"name":"dbspan","version":"0.1.0"})"),
          HasSubstr(
              R"("asInt":"5","attributes":[{"key":"outcome","value":{"stringValue":"exported"}}])"),
          HasSubstr(
              R"("asInt":"2","attributes":[{"key":"outcome","value":{"stringValue":"dropped_export"}}])")));
}

}  // namespace
}  // namespace dbspan::recorder::otlp
