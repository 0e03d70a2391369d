#include "bench/recording.h"

#include <malloc.h>

#include <array>
#include <chrono>
#include <cstdlib>

#include "core/span/sink.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace dbspan::bench {
namespace {

constexpr std::array<const char*, 3> kDelays{"OTEL_BSP_SCHEDULE_DELAY", "OTEL_BLRP_SCHEDULE_DELAY",
                                             "OTEL_METRIC_EXPORT_INTERVAL"};

void KeepBack() {
  for (const char* const delay : kDelays) setenv(delay, "1000000000", 1);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", 1);
  setenv("DBSPAN_EXIT_TIMEOUT", "0", 1);
}

void SendTo(const std::string& receiver) {
  for (const char* const delay : kDelays) unsetenv(delay);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.c_str(), 1);
  setenv("DBSPAN_EXIT_TIMEOUT", "10000", 1);
}

}  // namespace

Recording::Recording(Sampling sampling, const std::string& receiver) {
  receiver.empty() ? KeepBack() : SendTo(receiver);
  setenv("OTEL_TRACES_SAMPLER", sampling == Sampling::kAll ? "always_on" : "always_off", 1);
  recorder::Configure({});
  // Starts the exporting thread, and waits until it sleeps.
  recorder::Current();
  recorder::Flush(std::chrono::seconds{10});
  malloc_trim(0);  // returns freed memory to the system
  Sink::Install(&recorder::OperationSink());
}

Recording::~Recording() {
  Sink::Install(nullptr);
  recorder::Retire();
}

}  // namespace dbspan::bench
