#include "sdk/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "sdk/exporters.h"
#include "tests/support/case_name.h"

namespace dbspan::sdk {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Variables = std::map<std::string, std::string>;

Environment Read(const Variables& variables, bool export_by_default = true) {
  return ReadEnvironment(
      [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      export_by_default);
}

TEST(EnvironmentTest, TheDefaultsAreThoseOfTheSpecification) {
  const Environment environment = Read({});

  EXPECT_FALSE(environment.disabled);
  for (const SignalTarget& target : {environment.traces, environment.metrics, environment.logs}) {
    EXPECT_EQ(target.exporter, ExporterKind::kOtlp);
    EXPECT_EQ(target.protocol, Protocol::kHttpProtobuf);
    EXPECT_EQ(target.timeout, std::nullopt);
  }
  EXPECT_EQ(environment.sampler, SamplerKind::kAlwaysOn);
  EXPECT_TRUE(environment.parent_based);
  EXPECT_THAT(environment.propagators,
              ElementsAre(Propagation::kTraceContext, Propagation::kBaggage));
  EXPECT_THAT(environment.complaints, IsEmpty());
}

TEST(EnvironmentTest, WhereTracesAreSeenOtherwiseNothingIsExportedUnasked) {
  EXPECT_EQ(Read({}, false).traces.exporter, ExporterKind::kNone);
  EXPECT_EQ(Read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}}, false).metrics.exporter,
            ExporterKind::kOtlp);
  EXPECT_EQ(Read({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://x"}}, false).metrics.exporter,
            ExporterKind::kNone);
  EXPECT_EQ(Read({{"OTEL_TRACES_EXPORTER", "console"}}, false).traces.exporter,
            ExporterKind::kConsole);
}

TEST(EnvironmentTest, ASignalsOwnProtocolAndTimeoutWin) {
  const Environment environment = Read({{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
                                        {"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"},
                                        {"OTEL_EXPORTER_OTLP_TIMEOUT", "5000"},
                                        {"OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "7000"}});

  EXPECT_EQ(environment.traces.protocol, Protocol::kGrpc);
  EXPECT_EQ(environment.metrics.protocol, Protocol::kHttpJson);
  EXPECT_EQ(environment.traces.timeout, milliseconds{5000});
  EXPECT_EQ(environment.logs.timeout, milliseconds{7000});
}

TEST(EnvironmentTest, ATimeoutMayHaveAUnit) {
  EXPECT_EQ(Read({{"OTEL_EXPORTER_OTLP_TIMEOUT", "5s"}}).traces.timeout, milliseconds{5000});
}

TEST(EnvironmentTest, AQueueThatIsSmallerThanABatchMakesBatchesSmaller) {
  const Environment environment = Read({{"OTEL_BSP_MAX_QUEUE_SIZE", "100"}});

  EXPECT_EQ(environment.spans.max_export_batch_size, 100U);
  EXPECT_THAT(environment.complaints, IsEmpty());
}

TEST(EnvironmentTest, WithoutAKnownPropagatorTheDefaultsStay) {
  for (const char* value : {"xray", ","}) {
    EXPECT_EQ(Read({{"OTEL_PROPAGATORS", value}}).propagators, Environment{}.propagators) << value;
  }
}

TEST(EnvironmentTest, BatchesAndReadersAreConfigured) {
  const Environment environment = Read({{"OTEL_BSP_SCHEDULE_DELAY", "100"},
                                        {"OTEL_BSP_MAX_QUEUE_SIZE", "4096"},
                                        {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1024"},
                                        {"OTEL_BLRP_SCHEDULE_DELAY", "200"},
                                        {"OTEL_METRIC_EXPORT_INTERVAL", "1000"},
                                        {"OTEL_METRIC_EXPORT_TIMEOUT", "300"}});

  EXPECT_EQ(environment.spans.schedule_delay_millis, milliseconds{100});
  EXPECT_EQ(environment.spans.max_queue_size, 4096U);
  EXPECT_EQ(environment.spans.max_export_batch_size, 1024U);
  EXPECT_EQ(environment.log_records.schedule_delay_millis, milliseconds{200});
  EXPECT_EQ(environment.reader.export_interval_millis, milliseconds{1000});
  EXPECT_EQ(environment.reader.export_timeout_millis, milliseconds{300});
}

TEST(EnvironmentTest, AShortIntervalShortensTheTimeout) {
  const Environment environment = Read({{"OTEL_METRIC_EXPORT_INTERVAL", "1000"}});

  EXPECT_EQ(environment.reader.export_timeout_millis, milliseconds{500});
}

TEST(EnvironmentTest, PropagatorsAreAList) {
  EXPECT_THAT(Read({{"OTEL_PROPAGATORS", "b3, jaeger"}}).propagators,
              ElementsAre(Propagation::kB3, Propagation::kJaeger));
  EXPECT_THAT(Read({{"OTEL_PROPAGATORS", "none"}}).propagators, IsEmpty());
}

struct SamplerCase {
  std::string rule;
  std::string name;
  std::string argument;
  SamplerKind kind;
  bool parent_based;
  double ratio;
};

class SamplerTest : public ::testing::TestWithParam<SamplerCase> {};

TEST_P(SamplerTest, IsChosenByName) {
  const SamplerCase& given = GetParam();
  const Environment environment =
      Read({{"OTEL_TRACES_SAMPLER", given.name}, {"OTEL_TRACES_SAMPLER_ARG", given.argument}});

  EXPECT_EQ(environment.sampler, given.kind);
  EXPECT_EQ(environment.parent_based, given.parent_based);
  EXPECT_EQ(environment.sampler_ratio, given.ratio);
  EXPECT_THAT(environment.complaints, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, SamplerTest,
    ::testing::Values(
        SamplerCase{"all", "always_on", "", SamplerKind::kAlwaysOn, false, 1.0},
        SamplerCase{"none", "always_off", "", SamplerKind::kAlwaysOff, false, 1.0},
        SamplerCase{"a share", "traceidratio", "0.25", SamplerKind::kRatio, false, 0.25},
        SamplerCase{"a share by default all", "traceidratio", "", SamplerKind::kRatio, false, 1.0},
        SamplerCase{"below a parent none", "parentbased_always_off", "", SamplerKind::kAlwaysOff,
                    true, 1.0},
        SamplerCase{"below a parent a share", "parentbased_traceidratio", "0", SamplerKind::kRatio,
                    true, 0.0},
        SamplerCase{"an argument nobody reads", "always_on", "x", SamplerKind::kAlwaysOn, false,
                    1.0}),
    test::CaseName{});

struct ComplaintCase {
  std::string rule;
  std::string name;
  std::string value;
  std::string accepted;
};

class ComplaintTest : public ::testing::TestWithParam<ComplaintCase> {};

TEST_P(ComplaintTest, SaysWhatIsAccepted) {
  const ComplaintCase& given = GetParam();
  Variables variables{{given.name, given.value}};
  if (given.name == "OTEL_TRACES_SAMPLER_ARG") variables["OTEL_TRACES_SAMPLER"] = "traceidratio";

  EXPECT_THAT(Read(variables).complaints, ElementsAre(given.name + "=" + given.value +
                                                      " is ignored; accepted: " + given.accepted));
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ComplaintTest,
    ::testing::Values(
        ComplaintCase{"exporters", "OTEL_TRACES_EXPORTER", "zipkin", "otlp, console, none"},
        ComplaintCase{"protocols", "OTEL_EXPORTER_OTLP_PROTOCOL", "http",
                      "http/protobuf, http/json, grpc"},
        ComplaintCase{"samplers", "OTEL_TRACES_SAMPLER", "some",
                      "always_on, always_off, traceidratio, parentbased_always_on, "
                      "parentbased_always_off, parentbased_traceidratio"},
        ComplaintCase{"ratios", "OTEL_TRACES_SAMPLER_ARG", "1.5", "a number from 0 to 1"},
        ComplaintCase{"ratios that are none", "OTEL_TRACES_SAMPLER_ARG", "half",
                      "a number from 0 to 1"},
        ComplaintCase{"propagators", "OTEL_PROPAGATORS", "xray",
                      "tracecontext, baggage, b3, b3multi, jaeger, none"},
        ComplaintCase{"numbers", "OTEL_BSP_MAX_QUEUE_SIZE", "0", "a number from 1 to 1000000000"},
        ComplaintCase{"delays", "OTEL_BSP_SCHEDULE_DELAY", "5s", "a number from 0 to 1000000000"},
        ComplaintCase{"batches", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "9999",
                      "at most OTEL_BSP_MAX_QUEUE_SIZE, which is used"},
        ComplaintCase{"booleans", "OTEL_SDK_DISABLED", "yes", "true, false"}),
    test::CaseName{});

TEST(ExportersTest, AreMadeForEveryKindAndProtocol) {
  for (const Protocol protocol : {Protocol::kHttpProtobuf, Protocol::kHttpJson, Protocol::kGrpc}) {
    const SignalTarget target{ExporterKind::kOtlp, protocol, milliseconds{100}};
    EXPECT_NE(SpanExporterOf(target), nullptr);
    EXPECT_NE(MetricExporterOf(target), nullptr);
    EXPECT_NE(LogExporterOf(target), nullptr);
  }
  SignalTarget target;
  target.exporter = ExporterKind::kConsole;
  EXPECT_NE(SpanExporterOf(target), nullptr);
  EXPECT_NE(MetricExporterOf(target), nullptr);
  EXPECT_NE(LogExporterOf(target), nullptr);
  target.exporter = ExporterKind::kNone;
  EXPECT_EQ(SpanExporterOf(target), nullptr);
  EXPECT_EQ(MetricExporterOf(target), nullptr);
  EXPECT_EQ(LogExporterOf(target), nullptr);
}

}  // namespace
}  // namespace dbspan::sdk
