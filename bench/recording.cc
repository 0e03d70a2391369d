#include "bench/recording.h"

#include <chrono>
#include <cstdlib>

#include "core/span/sink.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace dbspan::bench {

Recording::Recording(Sampling sampling) {
  constexpr const char* kNever = "1000000000";
  setenv("OTEL_BSP_SCHEDULE_DELAY", kNever, 1);
  setenv("OTEL_BLRP_SCHEDULE_DELAY", kNever, 1);
  setenv("OTEL_METRIC_EXPORT_INTERVAL", kNever, 1);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", 1);
  setenv("DBSPAN_EXIT_TIMEOUT", "0", 1);
  const bool all = sampling == Sampling::kAll;
  setenv("OTEL_TRACES_SAMPLER", all ? "always_on" : "always_off", 1);
  recorder::Configure({});
  // The exporting thread has begun, and sleeps.
  recorder::Current();
  recorder::Flush(std::chrono::seconds{10});
  Sink::Install(&recorder::OperationSink());
}

Recording::~Recording() {
  Sink::Install(nullptr);
  recorder::Retire();
}

}  // namespace dbspan::bench
