#include "dbspan/sdk/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "tests/support/case_name.h"
#include "tests/support/http_sink.h"

namespace dbspan::sdk {
namespace {

using test::HttpRequest;
using test::HttpSink;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Runs setup_program.cc with these variables and returns its wait status.
int RunProgram(const char* end, const std::map<std::string, std::string>& variables) {
  const pid_t child = fork();
  if (child == 0) {
    // A flush that comes before the SDK's thread is up waits for the next of its rounds.
    setenv("OTEL_BSP_SCHEDULE_DELAY", "100", 1);
    setenv("OTEL_BLRP_SCHEDULE_DELAY", "100", 1);
    for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
    execl(DBSPAN_SETUP_PROGRAM, DBSPAN_SETUP_PROGRAM, end, nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

struct EndCase {
  std::string rule;
  const char* end;
  int exit_status;  ///< 0-255, or the negative number of the signal that ended it.
};

class ProgramEndTest : public ::testing::TestWithParam<EndCase> {};

TEST_P(ProgramEndTest, LosesNothing) {
  const HttpSink sink;

  const int status = RunProgram(GetParam().end, {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}});

  EXPECT_EQ(WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status), GetParam().exit_status);
  EXPECT_THAT(sink.Posted("/v1/traces"),
              ElementsAre(Field(&HttpRequest::body,
                                ::testing::AllOf(HasSubstr("checkout"), HasSubstr("shop")))));
  EXPECT_THAT(sink.Posted("/v1/metrics"),
              ::testing::Contains(Field(&HttpRequest::body, HasSubstr("orders"))));
  EXPECT_THAT(sink.Posted("/v1/logs"), ElementsAre(Field(&HttpRequest::body, HasSubstr("paid"))));
}

INSTANTIATE_TEST_SUITE_P(Rules, ProgramEndTest,
                         ::testing::Values(EndCase{"returning from main", "return", 0},
                                           EndCase{"exit", "exit", 0},
                                           EndCase{"SIGTERM", "sigterm", -SIGTERM},
                                           EndCase{"SIGTERM with a handler", "handled sigterm", 3}),
                         test::CaseName{});

TEST(SetupTest, JsonIsSentWhereAskedFor) {
  const HttpSink sink;

  RunProgram("return", {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()},
                        {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"}});

  EXPECT_THAT(sink.Posted("/v1/traces"),
              ElementsAre(Field(&HttpRequest::headers, HasSubstr("application/json"))));
}

TEST(SetupTest, AnExporterCanBeOff) {
  const HttpSink sink;

  RunProgram("return", {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()},
                        {"OTEL_METRICS_EXPORTER", "none"},
                        {"OTEL_LOGS_EXPORTER", "none"}});

  EXPECT_THAT(sink.Posted("/v1/traces"), Not(IsEmpty()));
  EXPECT_THAT(sink.Posted("/v1/metrics"), IsEmpty());
  EXPECT_THAT(sink.Posted("/v1/logs"), IsEmpty());
}

TEST(SetupTest, TheSamplerIsTheOneOfTheVariable) {
  const HttpSink sink;

  RunProgram("return",
             {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"OTEL_TRACES_SAMPLER", "always_off"}});

  EXPECT_THAT(sink.Posted("/v1/traces"), IsEmpty());
  EXPECT_THAT(sink.Posted("/v1/metrics"), Not(IsEmpty()));
}

TEST(SetupTest, TheServiceOfTheEnvironmentWins) {
  const HttpSink sink;

  RunProgram("return",
             {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"OTEL_SERVICE_NAME", "kiosk"}});

  EXPECT_THAT(sink.Posted("/v1/traces"),
              ElementsAre(Field(&HttpRequest::body,
                                ::testing::AllOf(HasSubstr("kiosk"), Not(HasSubstr("shop"))))));
}

TEST(SetupTest, ADisabledSdkInstallsNothing) {
  const HttpSink sink;

  RunProgram("return",
             {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"OTEL_SDK_DISABLED", "true"}});

  EXPECT_THAT(sink.Posted("/v1/traces"), IsEmpty());
}

TEST(SetupTest, TheProvidersAreProcessWideWhileTheyLive) {
  setenv("OTEL_TRACES_EXPORTER", "none", 1);
  setenv("OTEL_METRICS_EXPORTER", "none", 1);
  setenv("OTEL_LOGS_EXPORTER", "none", 1);
  const auto is_noop = [] {
    const auto provider = opentelemetry::trace::Provider::GetTracerProvider();
    return dynamic_cast<opentelemetry::sdk::trace::TracerProvider*>(provider.get()) == nullptr;
  };
  {
    const auto providers = setup("shop");
    EXPECT_FALSE(is_noop());
    EXPECT_TRUE(providers->Flush());
  }
  EXPECT_TRUE(is_noop());
  unsetenv("OTEL_TRACES_EXPORTER");
  unsetenv("OTEL_METRICS_EXPORTER");
  unsetenv("OTEL_LOGS_EXPORTER");
}

}  // namespace
}  // namespace dbspan::sdk
