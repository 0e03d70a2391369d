// Tests that the same data arrives at a receiver through the OpenTelemetry API and through the
// recorder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/captured_log.h"
#include "tests/support/case_name.h"
#include "tests/support/http_sink.h"
#include "tests/support/scripted_server.h"

namespace dbspan::test {
namespace {

using nlohmann::json;
using Environment = std::map<std::string, std::string>;

struct PathCase {
  std::string rule;
  const char* name;
  Environment environment;
};

void PrintTo(const PathCase& one, std::ostream* out) { *out << one.rule; }

std::string Text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Returns the type and value as text; JSON numbers may be written as strings.
std::string ValueOf(const json& value) {
  if (value.empty()) return "nothing";
  const auto first = value.begin();
  return first.key() + " " + Text(first.value());
}

bool IsTime(const std::string& key) {
  return key.find("dbspan.stage") == 0 || key == "dbspan.slow.duration" ||
         (key.find("dbspan.merged.") == 0 && key != "dbspan.merged.count") ||
         key.find("dbspan.report.total") == 0 || key.find("dbspan.report.longest") == 0;
}

json AttributesOf(const json& of) {
  json attributes = json::object();
  if (!of.contains("attributes")) return attributes;
  for (const json& one : of["attributes"]) {
    const std::string key = one["key"];
    // A duplicate key would be lost in a map, so check for it here.
    EXPECT_FALSE(attributes.contains(key)) << key;
    attributes[key] = IsTime(key)                  ? "a time"
                      : key == "dbspan.code.stack" ? "a stack"
                                                   : ValueOf(one["value"]);
  }
  return attributes;
}

std::uint64_t TimeOf(const json& of, const char* key) {
  return std::strtoull(Text(of.at(key)).c_str(), nullptr, 10);
}

/// Returns the parts of a span to compare, without times and ids.
json Compared(const json& span, const std::map<std::string, std::string>& names) {
  json compared;
  compared["name"] = span["name"];
  compared["kind"] =
      Text(span["kind"]).find("CLIENT") != std::string::npos || Text(span["kind"]) == "3";
  compared["attributes"] = AttributesOf(span);
  if (span.contains("traceState")) compared["traceState"] = span["traceState"];
  const std::string parent = span.contains("parentSpanId") ? Text(span["parentSpanId"]) : "";
  const auto known = names.find(parent);
  compared["parent"] = parent.empty() ? "none" : known == names.end() ? "remote" : known->second;
  if (span.contains("status")) {
    const json& status = span["status"];
    compared["failed"] = status.contains("code");
    compared["description"] = status.value("message", "");
  } else {
    compared["failed"] = false;
    compared["description"] = "";
  }
  compared["events"] = json::array();
  if (span.contains("events")) {
    for (const json& event : span["events"]) {
      EXPECT_GE(TimeOf(event, "timeUnixNano"), TimeOf(span, "startTimeUnixNano")) << event;
      EXPECT_LE(TimeOf(event, "timeUnixNano"), TimeOf(span, "endTimeUnixNano")) << event;
      compared["events"].push_back({{"name", event["name"]}, {"attributes", AttributesOf(event)}});
    }
  }
  std::sort(compared["events"].begin(), compared["events"].end());
  compared["links"] = span.contains("links") ? span["links"].size() : 0;
  constexpr std::uint64_t kTenMinutes = 600'000'000'000;
  compared["long"] =
      TimeOf(span, "endTimeUnixNano") - TimeOf(span, "startTimeUnixNano") > kTenMinutes;
  return compared;
}

struct Arrived {
  std::vector<json> spans;
  std::vector<json> series;
  std::vector<json> logs;
  json resource;
};

template <class Visit>
void ForEachScope(const HttpSink& sink, const char* path, const char* resources, const char* scopes,
                  Visit&& visit) {
  for (const HttpRequest& request : sink.Posted(path)) {
    const json body = json::parse(request.body);
    for (const json& resource : body[resources]) {
      for (const json& scope : resource[scopes]) visit(resource["resource"], scope);
    }
  }
}

void TakeSpans(const HttpSink& sink, Arrived& arrived) {
  std::map<std::string, std::string> names;
  std::vector<std::pair<std::uint64_t, json>> started;
  ForEachScope(sink, "/v1/traces", "resourceSpans", "scopeSpans",
               [&](const json& resource, const json& scope) {
                 if (arrived.resource.empty()) arrived.resource = AttributesOf(resource);
                 for (json span : scope["spans"]) {
                   names[Text(span["spanId"])] = span["name"];
                   span["scope"] = scope["scope"]["name"];
                   started.emplace_back(TimeOf(span, "startTimeUnixNano"), span);
                 }
               });
  for (const auto& [start, span] : started) {
    json compared = Compared(span, names);
    compared["scope"] = span["scope"];
    arrived.spans.push_back(std::move(compared));
  }
  std::sort(arrived.spans.begin(), arrived.spans.end());
}

std::string CountOf(const json& point) {
  for (const char* key : {"count", "asInt"}) {
    if (point.contains(key)) return Text(point[key]);
  }
  return "";
}

// Sums are cumulative: of several exports of a series, only the last one counts. Exports may arrive
// in another order than that in which they were made.
void TakeMetrics(const HttpSink& sink, Arrived& arrived) {
  std::map<std::string, std::pair<std::string, json>> latest;  // with the time of the export
  ForEachScope(sink, "/v1/metrics", "resourceMetrics", "scopeMetrics",
               [&](const json& /*resource*/, const json& scope) {
                 if (scope["scope"]["name"] == "dbspan") return;  // the recorder's own
                 for (const json& metric : scope["metrics"]) {
                   const json& data =
                       metric.contains("histogram") ? metric["histogram"] : metric["sum"];
                   for (const json& point : data["dataPoints"]) {
                     json series{{"scope", scope["scope"]["name"]},
                                 {"name", metric["name"]},
                                 {"unit", metric.value("unit", "")},
                                 {"attributes", AttributesOf(point)},
                                 {"count", CountOf(point)}};
                     if (point.contains("explicitBounds"))
                       series["bounds"] = point["explicitBounds"].size();
                     json key = series;
                     key.erase("count");
                     const std::string time = Text(point["timeUnixNano"]);
                     auto& [latest_time, latest_series] = latest[key.dump()];
                     if (time < latest_time) continue;
                     latest_time = time;
                     latest_series = std::move(series);
                   }
                 }
               });
  for (auto& [key, last] : latest) arrived.series.push_back(std::move(last.second));
  std::sort(arrived.series.begin(), arrived.series.end());
}

void TakeLogs(const HttpSink& sink, Arrived& arrived) {
  ForEachScope(sink, "/v1/logs", "resourceLogs", "scopeLogs",
               [&](const json& /*resource*/, const json& scope) {
                 for (const json& log : scope["logRecords"]) {
                   arrived.logs.push_back(
                       {{"scope", scope["scope"]["name"]},
                        {"severity", Text(log["severityText"])},
                        {"body", ValueOf(log["body"])},
                        {"below a span", log.contains("spanId") && !Text(log["spanId"]).empty()},
                        {"attributes", AttributesOf(log)}});
                 }
               });
  std::sort(arrived.logs.begin(), arrived.logs.end());
}

/// Runs the program with a case and a path ("api" or "recorder"); it must exit with 0.
void RunProgram(const char* path, const PathCase& one, const std::string& receiver) {
  const pid_t child = fork();
  if (child == 0) {
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.c_str(), 1);
    setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", 1);
    setenv("DBSPAN_EXIT_TIMEOUT", "120000", 1);
    setenv("OTEL_BSP_SCHEDULE_DELAY", "100", 1);
    for (const auto& [name, value] : one.environment) {
      setenv(name.c_str(), value.c_str(), 1);
    }
    execl(DBSPAN_PATHS_PROGRAM, DBSPAN_PATHS_PROGRAM, path, one.name, nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

class PathsTest : public ::testing::TestWithParam<PathCase> {
 public:
  static Arrived Run(const char* path) { return Run(path, GetParam()); }
  static Arrived Run(const char* path, const PathCase& one) {
    const HttpSink sink;
    RunProgram(path, one, sink.url());
    Arrived arrived;
    TakeSpans(sink, arrived);
    TakeMetrics(sink, arrived);
    TakeLogs(sink, arrived);
    return arrived;
  }

  static void Compare(const char* what, const std::vector<json>& api,
                      const std::vector<json>& recorder) {
    EXPECT_EQ(api.size(), recorder.size()) << what;
    for (std::size_t i = 0; i < std::min(api.size(), recorder.size()); ++i) {
      EXPECT_EQ(api[i].dump(1), recorder[i].dump(1)) << what;
    }
  }
};

class MergedPathsTest : public ::testing::Test {};

// The recorder and `sdk::setup` read some variables both.
TEST(InvalidVariablesTest, AreSaidOnceAndEverythingIsExported) {
  for (const char* name :
       {"OTEL_SDK_DISABLED", "OTEL_TRACES_SAMPLER", "OTEL_PROPAGATORS", "OTEL_TRACES_EXPORTER",
        "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
        "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "OTEL_METRIC_EXPORT_INTERVAL",
        "DBSPAN_FLUSH_ON_SIGTERM", "DBSPAN_RECORDER_MEMORY", "DBSPAN_MERGE_FASTER_THAN",
        "DBSPAN_FINDINGS", "DBSPAN_CALL_SITES"}) {
    const CapturedLog log;  // the program inherits its destination
    const Arrived arrived =
        PathsTest::Run("recorder", {"variables", "failures", {{name, "bog us"}}});

    EXPECT_FALSE(arrived.spans.empty()) << name;
    const std::string said = log.Text();
    EXPECT_EQ(said.find("[dbspan] " + std::string{name} + "=bog us is ignored; accepted: "), 0U)
        << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
  }
}

TEST_P(PathsTest, BringTheSameToTheReceiver) {
  const Arrived api = Run("api");
  const Arrived recorder = Run("recorder");

  Compare("spans", api.spans, recorder.spans);
  Compare("series", api.series, recorder.series);
  Compare("logs", api.logs, recorder.logs);
  EXPECT_FALSE(api.spans.empty() && api.series.empty() && api.logs.empty());
}

class ExitTest : public ::testing::TestWithParam<const char*> {};

// The exporters' own timeouts are longer than ctest's, so only DBSPAN_EXIT_TIMEOUT can end the
// program.
TEST_P(ExitTest, EndsWithItsDeadlineWhateverTheReceiverDoes) {
  const ScriptedServer hanging{[](int) {
    return ScriptedServer::Answer{"", ScriptedServer::Then::kHang};
  }};

  // On a busy machine, the shorter times may be over before a request is sent.
  for (const char* timeout : {"100", "1000", "10000", "60000"}) {
    RunProgram(GetParam(),
               {"",
                "statements",
                {{"OTEL_EXPORTER_OTLP_TIMEOUT", "1000000"},
                 {"OTEL_METRIC_EXPORT_TIMEOUT", "1000000"},
                 {"DBSPAN_EXIT_TIMEOUT", timeout}}},
               hanging.url());
    if (!hanging.Requests().empty()) break;
  }

  EXPECT_FALSE(hanging.Requests().empty());
}

INSTANTIATE_TEST_SUITE_P(Paths, ExitTest, ::testing::Values("api", "recorder", "used"));

TEST_F(MergedPathsTest, LeaveEachOperationItsSpanIfAFlightRecorderKeepsThem) {
  const std::string directory = ::testing::TempDir() + "merged_rings_" + std::to_string(getpid());
  const PathCase one{
      "merged", "merged", {{"DBSPAN_MERGE_FASTER_THAN", "30s"}, {"DBSPAN_RING_DIR", directory}}};
  const Arrived arrived = PathsTest::Run("recorder", one);

  std::size_t gets = 0;
  for (const json& span : arrived.spans) {
    EXPECT_EQ(span["attributes"].value("dbspan.merged.count", "whole"), "whole");
    if (Text(span["name"]) == "GET cache.example.com:6379") ++gets;
  }
  EXPECT_EQ(gets, 10U);
}

TEST_F(MergedPathsTest, LeaveOneSpanOfALoopAndMeasureEachOperation) {
  const PathCase one{"merged", "merged", {{"DBSPAN_MERGE_FASTER_THAN", "30s"}}};
  const Arrived arrived = PathsTest::Run("recorder", one);

  std::map<std::string, std::vector<std::string>> counts;  // keyed by parent and name
  for (const json& span : arrived.spans) {
    counts[Text(span["parent"]) + "/" + Text(span["name"])].push_back(
        span["attributes"].value("dbspan.merged.count", "whole"));
  }
  const auto of = [&counts](const char* name) {
    auto list = counts[name];
    std::sort(list.begin(), list.end());
    return list;
  };
  EXPECT_THAT(of("checkout/GET cache.example.com:6379"), ::testing::ElementsAre("intValue 10"));
  EXPECT_THAT(of("checkout/SELECT merged"),
              ::testing::ElementsAre("intValue 5", "whole", "whole", "whole"));
  EXPECT_THAT(of("next/SELECT merged"), ::testing::ElementsAre("intValue 3"));
  EXPECT_THAT(of("none/SELECT merged"), ::testing::ElementsAre("whole", "whole"));
  std::int64_t measured = 0;
  for (const json& series : arrived.series) {
    if (series["name"] == "db.client.operation.duration") {
      measured += std::strtoll(Text(series["count"]).c_str(), nullptr, 10);
    }
  }
  EXPECT_EQ(measured, 23);
}

class UsedRecorderTest : public PathsTest {};

TEST_P(UsedRecorderTest, TakesTheOperationsOfAnApplicationWithProvidersOfItsOwn) {
  const Arrived api = Run("api");
  const Arrived used = Run("used");

  Compare("spans", api.spans, used.spans);
  Compare("series", api.series, used.series);
}

INSTANTIATE_TEST_SUITE_P(Operations, UsedRecorderTest,
                         ::testing::Values(PathCase{"statements", "statements", {}},
                                           PathCase{"failures", "failures", {}}),
                         CaseName{});

INSTANTIATE_TEST_SUITE_P(
    Operations, PathsTest,
    ::testing::Values(
        PathCase{"statements", "statements", {}}, PathCase{"batches and since", "batches", {}},
        PathCase{"failures", "failures", {}}, PathCase{"texts", "texts", {}},
        PathCase{"lookups", "lookups", {}}, PathCase{"parents", "parents", {}},
        PathCase{"slow and milestones", "slow", {}}, PathCase{"reports", "reports", {}},
        PathCase{"merged", "merged", {{"DBSPAN_MERGE_FASTER_THAN", "30s"}}},
        PathCase{"not merged", "merged", {}},
        PathCase{"a call site", "site", {{"DBSPAN_FINDINGS", "log"}}},
        PathCase{"return addresses", "places", {{"DBSPAN_CALL_SITES", "true"}}},
        PathCase{"return addresses unsampled",
                 "places",
                 {{"DBSPAN_CALL_SITES", "true"}, {"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"comments", "comments", {}}, PathCase{"filters", "filters", {}},
        PathCase{"current spans", "streams", {}},
        PathCase{"statements unsampled", "statements", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"failures unsampled", "failures", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"slow unsampled", "slow", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"batches and since unsampled", "batches", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"lookups unsampled", "lookups", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"parents unsampled", "parents", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"parents and unsampled roots",
                 "parents",
                 {{"OTEL_TRACES_SAMPLER", "parentbased_always_off"}}},
        PathCase{"Redis unsampled", "redis", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"comments unsampled", "comments", {{"OTEL_TRACES_SAMPLER", "always_off"}}},
        PathCase{"failures kept",
                 "failures",
                 {{"OTEL_TRACES_SAMPLER", "always_off"}, {"PATHS_KEEP", "1"}}},
        PathCase{"slow kept", "slow", {{"OTEL_TRACES_SAMPLER", "always_off"}, {"PATHS_KEEP", "1"}}},
        PathCase{"statements at a rate", "statements", {{"PATHS_RATE", "1"}}},
        PathCase{"failures at a rate kept", "failures", {{"PATHS_RATE", "1"}, {"PATHS_KEEP", "1"}}},
        PathCase{"without metrics", "statements", {{"OTEL_METRICS_EXPORTER", "none"}}},
        PathCase{"without spans", "statements", {{"OTEL_TRACES_EXPORTER", "none"}}},
        PathCase{"exceptions as logs alone",
                 "failures",
                 {{"OTEL_TRACES_EXPORTER", "none"}, {"OTEL_METRICS_EXPORTER", "none"}}},
        PathCase{"Redis", "redis", {}}, PathCase{"Postgres", "postgres", {}},
        PathCase{"MySQL", "mysql", {}}),
    CaseName{});

}  // namespace
}  // namespace dbspan::test
