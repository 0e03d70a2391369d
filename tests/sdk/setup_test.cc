#include "dbspan/sdk/setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "dbspan/trace.h"
#include "tests/support/captured_log.h"
#include "tests/support/case_name.h"
#include "tests/support/http_sink.h"

namespace dbspan::sdk {
namespace {

using test::HttpRequest;
using test::HttpSink;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Runs setup_program with these environment variables. Returns its wait status (see waitpid).
int RunProgram(const char* end, const std::map<std::string, std::string>& variables) {
  const pid_t child = fork();
  if (child == 0) {
    // Shortens the delay: a flush before the SDK's thread has started has to wait for the thread's
    // next round.
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
  int exit_status;  ///< 0-255, or the negative number of the signal that ended it
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

INSTANTIATE_TEST_SUITE_P(
    Rules, ProgramEndTest,
    ::testing::Values(EndCase{"returning from main", "return", 0}, EndCase{"exit", "exit", 0},
                      EndCase{"SIGTERM", "sigterm", -SIGTERM},
                      EndCase{"SIGTERM with a handler", "handled sigterm", 3},
                      EndCase{"a static", "static", 0},
                      EndCase{"a static that got its value later", "assigned static", 0},
                      EndCase{"a static of a function", "static of a function", 0},
                      EndCase{"never destroyed", "never destroyed", 0},
                      EndCase{"twice", "twice", 0},
                      EndCase{"twice the first destroyed first", "twice, out of order", 0},
                      EndCase{"twice SIGTERM", "twice, sigterm", -SIGTERM},
                      EndCase{"twice the watching one destroyed SIGTERM",
                              "twice, out of order, sigterm", -SIGTERM}),
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

TEST(SetupTest, SpansOfTheApiAreParentsOfFindingsWhereAskedFor) {
  for (const char* const asked_for : {"log", "off"}) {
    const HttpSink sink;

    RunProgram("repeated",
               {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"DBSPAN_FINDINGS", asked_for}});

    std::string logs;
    for (const HttpRequest& request : sink.Posted("/v1/logs")) logs += request.body;
    const bool reported = std::string{"log"} == asked_for;
    EXPECT_EQ(
        logs.find("SELECT users ran 5 times in a row below «GET /checkout»") != std::string::npos,
        reported);
  }
}

TEST(SetupTest, ADisabledSdkInstallsNothing) {
  const HttpSink sink;

  RunProgram("return",
             {{"OTEL_EXPORTER_OTLP_ENDPOINT", sink.url()}, {"OTEL_SDK_DISABLED", "true"}});

  EXPECT_THAT(sink.Posted("/v1/traces"), IsEmpty());
}

class SeveralSetupsTest : public ::testing::Test {
 protected:
  using Tracers = opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>;

  SeveralSetupsTest() { opentelemetry::trace::Provider::SetTracerProvider(application_); }
  ~SeveralSetupsTest() override {
    opentelemetry::trace::Provider::SetTracerProvider(
        Tracers{new opentelemetry::trace::NoopTracerProvider});
  }

  static std::unique_ptr<Providers> SetUpTree(std::ostream& tree) {
    sdk::Setup setup;
    setup.tree = &tree;
    return sdk::setup("shop", setup);
  }
  static void Record(const char* name) {
    trace(name, [] {});
  }
  bool IsTheApplications() const { return Global().get() == application_.get(); }
  static Tracers Global() { return opentelemetry::trace::Provider::GetTracerProvider(); }

  const Tracers application_{new opentelemetry::trace::NoopTracerProvider};
  std::ostringstream first_tree_;
  std::ostringstream second_tree_;
  const test::CapturedLog log_;
};

TEST_F(SeveralSetupsTest, OneBringsTheApplicationsProviderBack) {
  auto one = SetUpTree(first_tree_);
  EXPECT_FALSE(IsTheApplications());

  one.reset();

  EXPECT_TRUE(IsTheApplications());
  EXPECT_EQ(log_.Text(), "");
}

TEST_F(SeveralSetupsTest, AllOfThePropertiesOfAProcessComeBack) {
  using opentelemetry::context::propagation::GlobalTextMapPropagator;
  const auto meters = opentelemetry::metrics::Provider::GetMeterProvider();
  const auto loggers = opentelemetry::logs::Provider::GetLoggerProvider();
  const auto propagator = GlobalTextMapPropagator::GetGlobalPropagator();

  SetUpTree(first_tree_).reset();

  EXPECT_EQ(opentelemetry::metrics::Provider::GetMeterProvider().get(), meters.get());
  EXPECT_EQ(opentelemetry::logs::Provider::GetLoggerProvider().get(), loggers.get());
  EXPECT_EQ(GlobalTextMapPropagator::GetGlobalPropagator().get(), propagator.get());
}

TEST_F(SeveralSetupsTest, TheLatestIsInEffectAndThenTheFirstAgain) {
  auto first = SetUpTree(first_tree_);
  auto second = SetUpTree(second_tree_);
  Record("during both");
  second.reset();
  Record("during one");
  first.reset();

  EXPECT_THAT(second_tree_.str(), HasSubstr("during both"));
  EXPECT_THAT(first_tree_.str(), AllOf(HasSubstr("during one"), Not(HasSubstr("during both"))));
  EXPECT_TRUE(IsTheApplications());
  EXPECT_EQ(log_.Text(),
            "[dbspan] dbspan::sdk::setup was called again while an earlier result lives: telemetry "
            "goes to the latest until that is destroyed. Call it once, at the start of main\n");
}

TEST_F(SeveralSetupsTest, DestroyedOutOfOrderTheLatestGoesOn) {
  auto first = SetUpTree(first_tree_);
  auto second = SetUpTree(second_tree_);
  first.reset();
  Record("after the first");
  second.reset();

  EXPECT_THAT(second_tree_.str(), HasSubstr("after the first"));
  EXPECT_TRUE(IsTheApplications());
}

TEST_F(SeveralSetupsTest, EveryOrderOfThreeEndsWithTheApplicationsProvider) {
  std::array<int, 3> order{0, 1, 2};
  do {
    std::array<std::unique_ptr<Providers>, 3> all;
    for (auto& one : all) one = SetUpTree(first_tree_);
    for (const int index : order) {
      EXPECT_FALSE(IsTheApplications());
      all.at(static_cast<std::size_t>(index)).reset();
    }
    EXPECT_TRUE(IsTheApplications());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(SeveralSetupsTest, AProviderThatTheApplicationSetsMeanwhileStays) {
  auto first = SetUpTree(first_tree_);
  const Tracers own{new opentelemetry::trace::NoopTracerProvider};
  opentelemetry::trace::Provider::SetTracerProvider(own);

  auto second = SetUpTree(second_tree_);
  first.reset();
  second.reset();

  EXPECT_EQ(Global().get(), own.get());
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
