#include "cli/request_encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "recorder/otlp/json.h"

namespace dbspan::cli {
namespace {

using nlohmann::json;
using recorder::otlp::Message;

// Every kind of value, and every field of a span.
constexpr const char* kTraces = R"({"resourceSpans":[{
  "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],"droppedAttributesCount":1},
  "scopeSpans":[{"scope":{"name":"lib","version":"1","attributes":[{"key":"a","value":{"boolValue":false}}]},
    "spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","traceState":"a=b","parentSpanId":"eee19b7ec3c1b173",
      "name":"I'm a span","kind":3,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
      "attributes":[
        {"key":"array","value":{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":"-7"},{"arrayValue":{}}]}}},
        {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"doubleValue":1.5}}]}}},
        {"key":"bytes","value":{"bytesValue":"AP8Q"}},
        {"key":"large","value":{"intValue":"9223372036854775807"}}],
      "droppedAttributesCount":2,
      "events":[{"timeUnixNano":"1544712660500000000","name":"cache.hit","attributes":[{"key":"n","value":{"intValue":"1"}}]}],
      "links":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"0000000000000001","flags":1}],
      "status":{"message":"no","code":2},"flags":257}],
    "schemaUrl":"https://example.org"}]}]})";

constexpr const char* kMetrics = R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[
  {"name":"g","unit":"1","gauge":{"dataPoints":[{"timeUnixNano":"5","asDouble":2.5},{"timeUnixNano":"6","asInt":"-3"}]}},
  {"name":"s","sum":{"dataPoints":[{"startTimeUnixNano":"1","timeUnixNano":"5","exemplars":[{"timeUnixNano":"4","asInt":"1","spanId":"0000000000000001"}],"asInt":"7","flags":1}],
    "aggregationTemporality":2,"isMonotonic":true}},
  {"name":"h","histogram":{"dataPoints":[{"count":"3","sum":9.5,"bucketCounts":["1","2"],"explicitBounds":[0.5],"min":1,"max":8}],"aggregationTemporality":1}},
  {"name":"e","exponentialHistogram":{"dataPoints":[{"count":"3","scale":-2,"zeroCount":"1","positive":{"offset":-4,"bucketCounts":["0","5","300"]}}],"aggregationTemporality":2}},
  {"name":"q","summary":{"dataPoints":[{"count":"2","sum":3.5,"quantileValues":[{"quantile":0.5,"value":"NaN"}]}]}}]}]}]})";

constexpr const char* kLogs = R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[
  {"timeUnixNano":"7","severityNumber":13,"severityText":"WARN","body":{"stringValue":"text"},"flags":1,
   "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","observedTimeUnixNano":"8","eventName":"e"}]}]}]})";

TEST(RequestEncodingTest, EveryFieldSurvivesBothWays) {
  EXPECT_EQ(json::parse(DecodeRequest(Message::kTracesRequest,
                                      EncodeRequest(Message::kTracesRequest, kTraces))),
            json::parse(kTraces));
  EXPECT_EQ(json::parse(DecodeRequest(Message::kMetricsRequest,
                                      EncodeRequest(Message::kMetricsRequest, kMetrics))),
            json::parse(kMetrics));
  EXPECT_EQ(json::parse(
                DecodeRequest(Message::kLogsRequest, EncodeRequest(Message::kLogsRequest, kLogs))),
            json::parse(kLogs));
}

TEST(RequestEncodingTest, TheRecorderReadsWhatIsEncoded) {
  const std::string read =
      recorder::otlp::ToJson(Message::kLogsRequest, EncodeRequest(Message::kLogsRequest, kLogs));
  EXPECT_EQ(json::parse(read), json::parse(kLogs));
}

TEST(RequestEncodingTest, OtherFormsOfJsonAreAccepted) {
  const std::string encoded = EncodeRequest(
      Message::kTracesRequest,
      R"({"resource_spans":[{"scope_spans":[{"spans":[{"span_id":"EEE19B7EC3C1B174","kind":"SPAN_KIND_CLIENT",
         "start_time_unix_nano":12,"status":{"code":"STATUS_CODE_ERROR"},"unknown":{"a":[1]},"events":null}]}]}]})");

  EXPECT_EQ(DecodeRequest(Message::kTracesRequest, encoded),
            R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"eee19b7ec3c1b174","kind":3,)"
            R"("startTimeUnixNano":"12","status":{"code":2}}]}]}]})");
}

TEST(RequestEncodingTest, WhatIsNoRequestIsRefused) {
  std::string deep = "{\"stringValue\":\"x\"}";
  for (int i = 0; i < 100; ++i) deep = "{\"arrayValue\":{\"values\":[" + deep + "]}}";
  const std::string too_deep =
      "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":" + deep +
      "}]}}]}";
  for (const std::string& text :
       {std::string{"{"}, std::string{"[]"}, std::string{"{\"resourceSpans\":[1]}"},
        std::string{R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"zz"}]}]}]})"},
        too_deep}) {
    EXPECT_ANY_THROW(EncodeRequest(Message::kTracesRequest, text)) << text.substr(0, 80);
  }
  EXPECT_ANY_THROW(DecodeRequest(Message::kTracesRequest, "\x0a\x7f"));
}

}  // namespace
}  // namespace dbspan::cli
