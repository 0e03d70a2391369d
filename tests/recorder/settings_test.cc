#include "recorder/export/settings.h"

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "recorder/export/resource.h"
#include "recorder/pipeline.h"

namespace dbspan::recorder {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Environment = std::map<std::string, std::string>;

Lookup LookupIn(Environment environment) {
  return [environment = std::move(environment)](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  };
}

ExportSettings Read(Environment environment) {
  return ReadExportSettings(LookupIn(std::move(environment)));
}

TEST(ExportSettingsTest, DefaultsAreThoseOfTheSpecification) {
  const ExportSettings settings = Read({});

  EXPECT_FALSE(settings.disabled);
  EXPECT_TRUE(settings.traces.otlp);
  EXPECT_EQ(settings.traces.target.url, "http://localhost:4318/v1/traces");
  EXPECT_EQ(settings.metrics.target.url, "http://localhost:4318/v1/metrics");
  EXPECT_EQ(settings.logs.target.url, "http://localhost:4318/v1/logs");
  EXPECT_EQ(settings.traces.target.protocol, Protocol::kHttpProtobuf);
  EXPECT_EQ(settings.traces.target.timeout, milliseconds{10'000});
  EXPECT_EQ(settings.spans.most, 512U);
  EXPECT_EQ(settings.spans.delay, milliseconds{5'000});
  EXPECT_EQ(settings.log_records.delay, milliseconds{1'000});
  EXPECT_EQ(settings.metric_interval, milliseconds{60'000});
  EXPECT_EQ(settings.temporality, otlp::Temporality::kCumulative);
  EXPECT_TRUE(settings.recorder.sampler.parent_based);
  EXPECT_EQ(settings.recorder.sampler.ratio, 1.0);
  EXPECT_EQ(settings.recorder.bytes + settings.text_bytes, std::size_t{32} << 20U);
  EXPECT_EQ(settings.exit_timeout, milliseconds{1'000});
  EXPECT_THAT(settings.complaints, IsEmpty());
}

TEST(ExportSettingsTest, ASignalsOwnVariablesWin) {
  const ExportSettings settings = Read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://all:1/base/"},
                                        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own:2/x"},
                                        {"OTEL_EXPORTER_OTLP_TIMEOUT", "100"},
                                        {"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "200"},
                                        {"OTEL_EXPORTER_OTLP_HEADERS", "a=1"},
                                        {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "b=2, c=%20x"},
                                        {"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"},
                                        {"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none"},
                                        {"OTEL_EXPORTER_OTLP_CERTIFICATE", "all.pem"},
                                        {"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "own.pem"}});

  EXPECT_EQ(settings.traces.target.url, "http://own:2/x");
  EXPECT_EQ(settings.traces.target.timeout, milliseconds{200});
  EXPECT_THAT(settings.traces.target.headers, ElementsAre("b: 2", "c:  x"));
  EXPECT_FALSE(settings.traces.target.gzip);
  EXPECT_EQ(settings.traces.target.certificate, "own.pem");
  EXPECT_EQ(settings.metrics.target.url, "https://all:1/base/v1/metrics");
  EXPECT_EQ(settings.metrics.target.timeout, milliseconds{100});
  EXPECT_THAT(settings.metrics.target.headers, ElementsAre("a: 1"));
  EXPECT_TRUE(settings.metrics.target.gzip);
  EXPECT_EQ(settings.metrics.target.certificate, "all.pem");
}

TEST(ExportSettingsTest, ASignalsOwnEndpointWithoutAPathGetsTheRoot) {
  EXPECT_EQ(Read({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://own:2"}}).traces.target.url,
            "http://own:2/");
}

TEST(ExportSettingsTest, GrpcEndpointsAreServers) {
  const auto url = [](Environment environment) {
    environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
    return Read(std::move(environment)).metrics.target.url;
  };
  const std::string path = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

  EXPECT_EQ(url({}), "http://localhost:4317" + path);
  EXPECT_EQ(url({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://all:1/"}}), "https://all:1" + path);
  EXPECT_EQ(url({{"OTEL_EXPORTER_OTLP_ENDPOINT", "all:1"}}), "https://all:1" + path);
  EXPECT_EQ(
      url({{"OTEL_EXPORTER_OTLP_ENDPOINT", "all:1"}, {"OTEL_EXPORTER_OTLP_INSECURE", "true"}}),
      "http://all:1" + path);
}

TEST(ExportSettingsTest, ExportersMayBeSeveralOrNone) {
  const ExportSettings settings = Read({{"OTEL_TRACES_EXPORTER", "console, otlp"},
                                        {"OTEL_METRICS_EXPORTER", "none"},
                                        {"OTEL_LOGS_EXPORTER", "console"}});

  EXPECT_TRUE(settings.traces.otlp);
  EXPECT_TRUE(settings.traces.console);
  EXPECT_FALSE(settings.metrics.exported());
  EXPECT_FALSE(settings.recorder.metrics);
  EXPECT_FALSE(settings.logs.otlp);
  EXPECT_TRUE(settings.logs.console);
}

TEST(ExportSettingsTest, SamplersAreThoseOfTheSpecification) {
  const auto sampler = [](const char* name, const char* argument) {
    return Read({{"OTEL_TRACES_SAMPLER", name}, {"OTEL_TRACES_SAMPLER_ARG", argument}})
        .recorder.sampler;
  };

  EXPECT_EQ(sampler("traceidratio", "0.25").ratio, 0.25);
  EXPECT_FALSE(sampler("traceidratio", "0.25").parent_based);
  EXPECT_EQ(sampler("parentbased_traceidratio", "0.25").ratio, 0.25);
  EXPECT_TRUE(sampler("parentbased_traceidratio", "0.25").parent_based);
  EXPECT_EQ(sampler("always_off", "0.25").ratio, 0.0);
  EXPECT_EQ(sampler("always_on", "0.25").ratio, 1.0);
  EXPECT_EQ(sampler("parentbased_always_off", "1").ratio, 0.0);
  EXPECT_EQ(sampler("traceidratio", "2").ratio, 1.0);
}

TEST(ExportSettingsTest, AReaderOfTheRingFileMakesTheProcessExportNothing) {
  const Environment both{{"DBSPAN_RING_DIR", "/tmp/rings"},
                         {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:1"}};
  Environment read = both;
  read["DBSPAN_RING_READER"] = "on";
  Environment no_rings{{"DBSPAN_RING_READER", "on"}};

  EXPECT_TRUE(Read(both).exports_records());
  EXPECT_FALSE(Read(read).exports_records());
  EXPECT_TRUE(Read(no_rings).exports_records());
}

TEST(ExportSettingsTest, WithoutTheRingFileTheProcessExportsAsWithoutTheVariable) {
  const std::string directory = "/tmp/rings";
  const ExportSettings rings = Read({{"DBSPAN_RING_DIR", directory}});
  const ExportSettings none = WithRings(rings, false);
  const ExportSettings chosen =
      WithRings(Read({{"DBSPAN_RING_DIR", directory}, {"OTEL_TRACES_EXPORTER", "none"}}), false);

  EXPECT_FALSE(WithRings(rings, true).exports());
  EXPECT_TRUE(none.exports_records());
  EXPECT_TRUE(none.traces.otlp && none.metrics.otlp && none.logs.otlp);
  EXPECT_EQ(none.traces.target.url, "http://localhost:4318/v1/traces");
  EXPECT_FALSE(chosen.traces.exported());
  EXPECT_TRUE(chosen.metrics.otlp);
}

struct TraceparentCase {
  const char* name;
  Environment environment;
  const char* parent;  ///< Expected span id and flags, or empty.
};

class TraceparentTest : public ::testing::TestWithParam<TraceparentCase> {};

TEST_P(TraceparentTest, IsTheParentOfWhatIsBelowNothing) {
  const ExportSettings settings = Read(GetParam().environment);

  std::string parent;
  if (settings.recorder.process_parent) {
    char span_id[16];
    settings.recorder.process_parent->span_id().ToLowerBase16(span_id);
    parent = std::string{span_id, sizeof span_id} +
             (settings.recorder.process_parent->IsSampled() ? " sampled" : "");
    EXPECT_TRUE(settings.recorder.process_parent->IsRemote());
  }
  EXPECT_EQ(parent, GetParam().parent);
}

#define DBSPAN_TEST_IDS "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"

INSTANTIATE_TEST_SUITE_P(
    ExportSettings, TraceparentTest,
    ::testing::Values(
        TraceparentCase{"NotSet", {}, ""},
        TraceparentCase{
            "Sampled", {{"TRACEPARENT", "00-" DBSPAN_TEST_IDS "-01"}}, "00f067aa0ba902b7 sampled"},
        TraceparentCase{
            "NotSampled", {{"TRACEPARENT", "00-" DBSPAN_TEST_IDS "-00"}}, "00f067aa0ba902b7"},
        TraceparentCase{"ALaterVersionMayGoOn",
                        {{"TRACEPARENT", "01-" DBSPAN_TEST_IDS "-01-more"}},
                        "00f067aa0ba902b7 sampled"},
        TraceparentCase{
            "ThisVersionMayNot", {{"TRACEPARENT", "00-" DBSPAN_TEST_IDS "-01-more"}}, ""},
        TraceparentCase{"AnInvalidVersion", {{"TRACEPARENT", "ff-" DBSPAN_TEST_IDS "-01"}}, ""},
        TraceparentCase{
            "CapitalLetters",
            {{"TRACEPARENT", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"}},
            ""},
        TraceparentCase{
            "NoTrace",
            {{"TRACEPARENT", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}},
            ""},
        TraceparentCase{
            "NoSpan",
            {{"TRACEPARENT", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"}},
            ""},
        TraceparentCase{"TooShort", {{"TRACEPARENT", "00-4bf9"}}, ""},
        TraceparentCase{
            "OtherPropagators",
            {{"TRACEPARENT", "00-" DBSPAN_TEST_IDS "-01"}, {"OTEL_PROPAGATORS", "b3,baggage"}},
            ""},
        TraceparentCase{"ThisPropagatorAmongOthers",
                        {{"TRACEPARENT", "00-" DBSPAN_TEST_IDS "-01"},
                         {"OTEL_PROPAGATORS", "b3, tracecontext"}},
                        "00f067aa0ba902b7 sampled"}),
    [](const auto& row) { return row.param.name; });

TEST(ExportSettingsTest, ValuesThatAreNotAcceptedAreIgnoredAndComplainedAbout) {
  const ExportSettings settings =
      Read({{"OTEL_TRACES_SAMPLER", "jaeger_remote"},
            {"OTEL_BSP_SCHEDULE_DELAY", "5s"},
            {"OTEL_EXPORTER_OTLP_PROTOCOL", "http"},
            {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http://root:secret@db"},
            {"OTEL_METRIC_EXPORT_INTERVAL", "0"},
            {"OTEL_SDK_DISABLED", "maybe"}});

  EXPECT_EQ(settings.spans.delay, milliseconds{5'000});
  EXPECT_THAT(settings.complaints,
              ::testing::UnorderedElementsAre(
                  AllOf(HasSubstr("OTEL_TRACES_SAMPLER=jaeger_remote is ignored"),
                        HasSubstr("parentbased_traceidratio")),
                  HasSubstr("OTEL_BSP_SCHEDULE_DELAY=5s"),
                  HasSubstr("OTEL_EXPORTER_OTLP_PROTOCOL=http is ignored"),
                  HasSubstr("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http://db is ignored"),
                  HasSubstr("OTEL_METRIC_EXPORT_INTERVAL=0 is ignored; accepted: a number from 1"),
                  HasSubstr("OTEL_SDK_DISABLED=maybe")));
}

TEST(ExportSettingsTest, AHeaderThatIsNotAcceptedIsNamedByItsPlace) {
  for (const char* header :
       {"authorization: Bearer S3CRET", "authorization: Bearer S3CRET==", "S3CRET",
        "token=%zz-S3CRET", "=S3CRET", "tok en=S3CRET", "token=S3CRET%0D%0A"}) {
    const ExportSettings settings =
        Read({{"OTEL_EXPORTER_OTLP_HEADERS", std::string{"a=b, "} + header + ", c=d"}});

    EXPECT_THAT(settings.traces.target.headers, ElementsAre("a: b", "c: d")) << header;
    EXPECT_THAT(settings.complaints,
                ElementsAre("header 2 of OTEL_EXPORTER_OTLP_HEADERS is ignored; accepted: "
                            "key=value, with a percent-coded value"))
        << header;
  }
}

TEST(ExportSettingsTest, AHeaderCannotEndItsLine) {
  EXPECT_THAT(Read({{"OTEL_EXPORTER_OTLP_HEADERS", "a=x%0D%0Ab: y"}}).traces.target.headers,
              IsEmpty());
}

TEST(ExportSettingsTest, AConfigurationFileIsAnsweredWithOneLine) {
  EXPECT_THAT(
      Read({{"OTEL_CONFIG_FILE", "otel.yaml"}}).complaints,
      ElementsAre("OTEL_CONFIG_FILE=otel.yaml is not read; the other OTEL_ variables count"));
}

TEST(ExportSettingsTest, MemoryIsSharedOutAmongQueuesAndTexts) {
  const ExportSettings settings = Read({{"DBSPAN_RECORDER_MEMORY", "8"}});

  EXPECT_EQ(settings.recorder.bytes, std::size_t{6} << 20U);
  EXPECT_EQ(settings.text_bytes, std::size_t{2} << 20U);
}

std::string ResourceOf(const std::string& service, Environment environment) {
  Variables variables{LookupIn(std::move(environment))};
  return EncodeResource(service, variables);
}

TEST(ResourceTest, SaysWhatServiceThisIsAndOfWhatProcess) {
  const std::string resource = ResourceOf("shop", {});

  for (const char* const key :
       {"service.name", "service.instance.id", "telemetry.sdk.name", "telemetry.sdk.language",
        "telemetry.sdk.version", "telemetry.distro.name", "host.name", "host.arch", "process.pid",
        "process.executable.name", "process.executable.path", "os.type"}) {
    EXPECT_THAT(resource, HasSubstr(key));
  }
  EXPECT_THAT(resource, HasSubstr("shop"));
  EXPECT_THAT(resource, Not(HasSubstr("process.command")));
}

TEST(ResourceTest, AnAttributeThatIsNotAcceptedIsNamedByItsPlace) {
  Variables variables{LookupIn({{"OTEL_RESOURCE_ATTRIBUTES", "a=b,S3CRET,c=%zz"}})};

  DescribeProcess("shop", variables);

  EXPECT_THAT(
      variables.TakeComplaints(),
      ElementsAre(
          HasSubstr("attribute 2 of OTEL_RESOURCE_ATTRIBUTES is ignored; accepted: key=value"),
          HasSubstr("attribute 3 of OTEL_RESOURCE_ATTRIBUTES is ignored")));
}

TEST(ResourceTest, TheServiceIsNamedByTheEnvironmentFirst) {
  EXPECT_THAT(ResourceOf("code", {{"OTEL_RESOURCE_ATTRIBUTES", "service.name=list,team=a%2Cb"}}),
              AllOf(HasSubstr("list"), HasSubstr("a,b"), Not(HasSubstr("code"))));
  EXPECT_THAT(ResourceOf("code", {{"OTEL_RESOURCE_ATTRIBUTES", "service.name=list"},
                                  {"OTEL_SERVICE_NAME", "own"}}),
              AllOf(HasSubstr("own"), Not(HasSubstr("list"))));
  EXPECT_THAT(ResourceOf("", {}), HasSubstr("unknown_service:recorder_unit_test"));
}

}  // namespace
}  // namespace dbspan::recorder
