// Uses a client without a tracer provider, or sets one only later; the argument names the scenario.
// Prints the server's answers. no_provider_line_test.cc runs it.
#include <fcntl.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/no_provider/client.h"

namespace dbspan::test {
namespace {

void Ask(Connection& connection) { std::printf("%s\n", connection.Ask().c_str()); }

void AskOnSeveralConnections() {
  const auto first = Connect();
  Ask(*first);
  Ask(*first);
  const auto second = Connect();
  std::thread{[&] { Ask(*second); }}.join();
  usleep(2000);  // long enough for dbspan to check for a new provider again
  Ask(*first);
}

void SetTracerProvider() {
  namespace sdk = opentelemetry::sdk::trace;
  opentelemetry::trace::Provider::SetTracerProvider(
      opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>{
          std::make_shared<sdk::TracerProvider>(
              std::vector<std::unique_ptr<sdk::SpanProcessor>>{})});
}

/// The connection's socket gets the descriptor number of standard error; dbspan must not write to
/// it.
void AskOverStandardError() {
  close(STDERR_FILENO);
  const auto connection = Connect();
  for (int i = 0; i < 3; ++i) Ask(*connection);
}

/// A file of the program gets the descriptor number of standard error; dbspan must not write to it.
void AskWithAFileInItsPlace() {
  close(STDERR_FILENO);
  char name[] = "/tmp/dbspan-file-XXXXXX";
  if (mkstemp(name) != STDERR_FILENO) std::printf("the file has another number\n");
  unlink(name);
  Ask(*Connect());
  if (lseek(STDERR_FILENO, 0, SEEK_END) != 0) std::printf("something was written to it\n");
}

const std::map<std::string, std::function<void()>> kScenarios{
    {"connect", [] { Connect(); }},
    {"ask", [] { Ask(*Connect()); }},
    {"ask on several connections", &AskOnSeveralConnections},
    {"connect, set up, ask",
     [] {
       const auto connection = Connect();
       SetTracerProvider();
       Ask(*connection);
     }},
    {"ask over standard error", &AskOverStandardError},
    {"ask with a file in its place", &AskWithAFileInItsPlace},
};

}  // namespace
}  // namespace dbspan::test

int main(int argc, char** argv) try {
  dbspan::test::kScenarios.at(argc > 1 ? argv[1] : "")();
  return 0;
} catch (const std::exception& failure) {
  std::printf("%s\n", failure.what());
  return 1;
}
