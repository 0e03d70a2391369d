// A program that makes dbspan log something; the argument names the scenario. log_test.cc and
// no_provider_test.cc run it and compare its standard output.
#include <fcntl.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "core/log/log_once.h"
#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/suppression.h"
#include "insight/live/settings.h"
#include "tests/support/systems.h"

namespace {

std::atomic<bool> refuses_memory{false};

}  // namespace

void* operator new(std::size_t size) {
  if (refuses_memory) throw std::bad_alloc{};
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace metrics = opentelemetry::metrics;

void Say() {
  dbspan::LogOnce("hello");
  dbspan::LogOnce("hello");
}

/// Closes standard error so that `open_another` gets its descriptor number, then logs. Prints how
/// many bytes arrived at the descriptor that `reader` returns.
void SayAfterReuse(const std::function<int()>& open_another, const std::function<int()>& reader) {
  close(STDERR_FILENO);
  if (open_another() != STDERR_FILENO) std::exit(3);
  Say();
  const int from = reader();
  fcntl(from, F_SETFL, O_NONBLOCK);
  char arrived[256];
  const ssize_t size = read(from, arrived, sizeof arrived);
  std::printf("arrived: %zd", size > 0 ? size : 0);
}

void SayOnASocket() {
  int ends[2] = {-1, -1};
  const auto open_pair = [&] {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::exit(3);
    return ends[0];
  };
  SayAfterReuse(open_pair, [&] { return ends[1]; });
}

void SayOnAFile() {
  char name[] = "/tmp/dbspan-log-XXXXXX";
  SayAfterReuse([&] { return mkstemp(name); }, [&] { return open(name, O_RDONLY); });
  unlink(name);
}

/// Opens one side of a pseudo-terminal at the number of standard error: the side of the terminal
/// emulator if `emulator`, else that of the program.
void SayOnATerminal(bool emulator) {
  const int other = posix_openpt(O_RDWR | O_NOCTTY);
  if (other < 0 || grantpt(other) != 0 || unlockpt(other) != 0) std::exit(3);
  const std::string name = ptsname(other);
  int slave = -1;
  if (emulator) {
    slave = open(name.c_str(), O_RDWR | O_NOCTTY);
    SayAfterReuse([&] { return dup(other); }, [&] { return slave; });
  } else {
    SayAfterReuse([&] { return open(name.c_str(), O_RDWR | O_NOCTTY); }, [&] { return other; });
  }
}

void SayInAChild() {
  Say();
  const pid_t child = fork();
  if (child == 0) {
    Say();
    dbspan::LogOnce("child");
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

void SayFromThreads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back(Say);
  for (std::thread& thread : threads) thread.join();
}

void SayALot() {
  for (int i = 0; i < 200; ++i) dbspan::LogOnce("line " + std::to_string(i));
}

/// Logs, and prints whether errno, the next free descriptor and the signals are as before.
void SayAndLookAround() {
  const int before = dup(STDIN_FILENO);
  close(before);
  errno = EDOM;
  Say();
  const bool kept = errno == EDOM;
  const int after = dup(STDIN_FILENO);
  sigset_t pending;
  sigset_t blocked;
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  const bool quiet = sigisemptyset(&pending) == 1 && sigisemptyset(&blocked) == 1;
  std::printf("errno %s, descriptors %s, signals %s", kept ? "kept" : "lost",
              before == after ? "kept" : "lost", quiet ? "none" : "some");
}

void SayWithoutDescriptors() {
  const rlimit none{3, 3};
  setrlimit(RLIMIT_NOFILE, &none);
  SayAndLookAround();
}

void SayWithoutMemory() {
  refuses_memory = true;
  Say();
  refuses_memory = false;
}

void SayBeyondTheFileSize() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_FSIZE, &none);
  SayAndLookAround();
}

// Ways in which a program may set its providers.

dbspan::Operation Describe() {
  dbspan::Operation operation;
  static const auto endpoint = std::make_shared<const dbspan::Endpoint>(
      dbspan::EndpointFields{dbspan::systems::kRedis, "0", "cache.example", 6379, "", 0});
  operation.endpoint = endpoint;
  operation.name = "GET";
  return operation;
}

dbspan::Operation DescribeSetUp() {
  dbspan::Operation operation = Describe();
  operation.name = "AUTH";
  return operation;
}

std::shared_ptr<const dbspan::Instrumenter> Use(
    dbspan::Options options = dbspan::OptionsFromEnvironment("REDIS")) {
  return std::make_shared<const dbspan::Instrumenter>(dbspan::Client{"dbspan.redis", "REDIS"},
                                                      options);
}

void Call(const dbspan::Instrumenter& instrumenter) { instrumenter.Start(&Describe).End({}); }

nostd::shared_ptr<trace::TracerProvider> Tracers() {
  return nostd::shared_ptr<trace::TracerProvider>{
      std::make_shared<opentelemetry::sdk::trace::TracerProvider>(
          std::vector<std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor>>{})};
}

void CallWithoutProvider() {
  const auto redis = Use();
  const auto postgres = Use();
  for (int i = 0; i < 3; ++i) Call(*redis);
  Call(*postgres);
  usleep(1000);
  Call(*redis);
}

std::shared_ptr<const dbspan::Instrumenter> UseAndSetUp() {
  auto redis = Use();
  for (int i = 0; i < 3; ++i) redis->Start(&DescribeSetUp).End({});
  return redis;
}

void SetMeters() {
  metrics::Provider::SetMeterProvider(nostd::shared_ptr<metrics::MeterProvider>{
      std::make_shared<opentelemetry::sdk::metrics::MeterProvider>()});
}

void CallAfterSettingUp(void (*set_providers)()) {
  const auto early = UseAndSetUp();
  set_providers();
  Call(*early);
}

void CallWhatIsFiltered() {
  dbspan::Options options;
  options.hooks.filter = [](const dbspan::Operation&) { return false; };
  Call(*Use(options));
}

void CallAfterConnectingFirst() {
  // an instrumenter that exists before the providers, as that of an early connection
  const auto early = Use();
  usleep(1000);
  trace::Provider::SetTracerProvider(Tracers());
  Call(*early);
  Call(*Use());
}

void CallWithMetricsOnly() {
  SetMeters();
  Call(*Use());
}

void CallWithOwnProvider() {
  dbspan::Options options;
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider};
  Call(*Use(options));
}

void CallAfterTheProviderHasEnded() {
  trace::Provider::SetTracerProvider(Tracers());
  const auto redis = Use();
  Call(*redis);
  trace::Provider::SetTracerProvider({});
  Call(*redis);
  Call(*Use());
}

void CallQuietly() {
  const auto redis = Use();
  const dbspan::SuppressInstrumentation quiet;
  Call(*redis);
}

void CallQuietlyThenLoudly() {
  const auto redis = Use();
  {
    const dbspan::SuppressInstrumentation quiet;
    Call(*redis);
  }
  Call(*redis);
}

const std::map<std::string, void (*)()> kScenarios{
    {"say", &Say},
    {"read the environment", [] { dbspan::OptionsFromEnvironment("PG"); }},
    {"read the settings of findings", [] { dbspan::detail::GetFindingSettings(); }},
    {"say on a socket", &SayOnASocket},
    {"say on a file", &SayOnAFile},
    {"say on a terminal", [] { SayOnATerminal(false); }},
    {"say on a terminal emulator", [] { SayOnATerminal(true); }},
    {"say in a child", &SayInAChild},
    {"say from threads", &SayFromThreads},
    {"say a lot", &SayALot},
    {"say and look around", &SayAndLookAround},
    {"say without descriptors", &SayWithoutDescriptors},
    {"say without memory", &SayWithoutMemory},
    {"say beyond the file size", &SayBeyondTheFileSize},
    {"say with standard error closed",
     [] {
       close(STDERR_FILENO);
       SayAndLookAround();
     }},
    {"connect", [] { Use(); }},
    {"call", &CallWithoutProvider},
    {"call once", [] { Call(*Use()); }},
    {"connect, set up, call", &CallAfterConnectingFirst},
    {"call with metrics only", &CallWithMetricsOnly},
    {"call with a no-op provider of its own", &CallWithOwnProvider},
    {"call after the provider has ended", &CallAfterTheProviderHasEnded},
    {"set the session up", [] { UseAndSetUp(); }},
    {"set the session up, call", [] { CallAfterSettingUp([] {}); }},
    {"set the session up, set up, call",
     [] { CallAfterSettingUp([] { trace::Provider::SetTracerProvider(Tracers()); }); }},
    {"set the session up, set metrics up, call", [] { CallAfterSettingUp(&SetMeters); }},
    {"call what is filtered", &CallWhatIsFiltered},
    {"call quietly", &CallQuietly},
    {"call quietly, then loudly", &CallQuietlyThenLoudly},
};

}  // namespace

int main(int argc, char** argv) {
  const auto found = kScenarios.find(argc > 1 ? argv[1] : "");
  if (found == kScenarios.end()) return 2;
  found->second();
  std::fflush(stdout);
  return 0;
}
