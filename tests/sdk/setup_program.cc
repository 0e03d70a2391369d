// Records something and ends in the way that the argument names. setup_test.cc runs it.
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/sdk/setup.h"
#include "dbspan/trace.h"
#include "tests/support/sample.h"

namespace {

void OnSigterm(int /*signal*/) { _exit(3); }

void RecordSomething() {
  dbspan::trace("checkout", [] {});
  opentelemetry::metrics::Provider::GetMeterProvider()
      ->GetMeter("app")
      ->CreateUInt64Counter("orders")
      ->Add(1);
  opentelemetry::logs::Provider::GetLoggerProvider()->GetLogger("app")->Info("paid");
}

/// Repeats a statement below a span of OpenTelemetry's API.
void RecordRepeated() {
  const dbspan::Instrumenter instrumenter{dbspan::test::kClient,
                                          dbspan::OptionsFromEnvironment("TEST")};
  const auto span =
      opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("app")->StartSpan(
          "GET /checkout");
  const opentelemetry::trace::Scope scope{span};
  for (int i = 0; i < 5; ++i) dbspan::test::RunSelect(instrumenter);
  span->End();
}

dbspan::sdk::Setup SetupFor(std::string_view end) {
  dbspan::sdk::Setup setup;
  setup.flush_on_sigterm = end.find("sigterm") != std::string_view::npos;
  return setup;
}

std::string_view EndOf(int argc, char** argv) { return argc > 1 ? argv[1] : ""; }

/// Returns the argument for static initializers, which run before `main` gets it.
std::string ReadEnd() {
  std::ifstream arguments{"/proc/self/cmdline"};
  std::string end;
  std::getline(arguments, end, '\0');
  std::getline(arguments, end, '\0');
  return end;
}

std::unique_ptr<dbspan::sdk::Providers> SetUp(std::string_view end, const char* service = "shop") {
  return dbspan::sdk::setup(service, SetupFor(end));
}

/// Constructed before the statics of the SDK, and therefore destroyed after them.
std::unique_ptr<dbspan::sdk::Providers> assigned_static;

const auto static_one =
    ReadEnd() == "static" ? SetUp("static") : std::unique_ptr<dbspan::sdk::Providers>{};

[[noreturn]] void RaiseSigterm() {
  std::raise(SIGTERM);
  for (;;) pause();  // the watcher flushes and then ends the process
}

void RunTwice(std::string_view end) {
  auto first = SetUp(end, "first");
  auto second = SetUp(end);
  if (end == "twice, out of order" || end == "twice, out of order, sigterm") first.reset();
  RecordSomething();
  if (SetupFor(end).flush_on_sigterm) RaiseSigterm();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view end = EndOf(argc, argv);
  if (end == "static") {
    RecordSomething();
    return EXIT_SUCCESS;
  }
  if (end == "assigned static") {
    assigned_static = SetUp(end);
    RecordSomething();
    return EXIT_SUCCESS;
  }
  if (end == "static of a function") {
    static const auto providers = SetUp(end);
    RecordSomething();
    return EXIT_SUCCESS;
  }
  if (end == "never destroyed") {
    SetUp(end).release();
    RecordSomething();
    return EXIT_SUCCESS;
  }
  if (end.substr(0, 5) == "twice") {
    RunTwice(end);
    return EXIT_SUCCESS;
  }
  if (end == "handled sigterm") std::signal(SIGTERM, &OnSigterm);
  const auto providers = SetUp(end);
  end == "repeated" ? RecordRepeated() : RecordSomething();
  if (end == "return" || end == "repeated") return EXIT_SUCCESS;
  if (end == "exit") std::exit(EXIT_SUCCESS);
  if (end == "sigterm" || end == "handled sigterm") RaiseSigterm();
  return EXIT_FAILURE;
}
