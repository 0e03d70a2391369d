// A program that records something and ends in the way its argument says: setup_test.cc runs it.
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "dbspan/sdk/setup.h"
#include "dbspan/trace.h"

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

}  // namespace

int main(int argc, char** argv) {
  const std::string_view end = argc > 1 ? argv[1] : "";
  dbspan::sdk::Setup setup;
  setup.flush_on_sigterm = end == "sigterm" || end == "handled sigterm";
  if (end == "handled sigterm") std::signal(SIGTERM, &OnSigterm);
  const auto providers = dbspan::sdk::setup("shop", setup);
  RecordSomething();
  if (end == "return") return EXIT_SUCCESS;
  if (end == "exit") std::exit(EXIT_SUCCESS);
  if (end == "sigterm" || end == "handled sigterm") {
    std::raise(SIGTERM);
    for (;;) pause();  // until the watcher has flushed
  }
  std::cerr << "usage: " << argv[0] << " return|exit|sigterm|'handled sigterm'\n";
  return EXIT_FAILURE;
}
