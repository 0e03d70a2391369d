// Compiled into the preload object only (libdbspan.so): makes the recorder take the operations.
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "core/log/log_once.h"
#include "core/span/sink.h"
#include "dbspan/propagation.h"
#include "recorder/export/variables.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace {

/// Reads DBSPAN_RECORDER: whether the recorder replaces only no-op providers and those that dbspan
/// itself set up (`auto`), or also those of the application (`always`).
dbspan::Sink::Providers ReadPreference() {
  using Providers = dbspan::Sink::Providers;
  Providers preferred_to = Providers::kOwn;
  dbspan::recorder::Variables variables{[](const char* name) { return secure_getenv(name); }};
  variables.Choose<Providers>(
      "DBSPAN_RECORDER", {{"auto", Providers::kOwn}, {"always", Providers::kAll}}, preferred_to);
  for (const std::string& complaint : variables.TakeComplaints()) {
    dbspan::LogOnce(complaint, complaint);
  }
  return preferred_to;
}

}  // namespace

/// Makes the recorder take the operations that are not recorded by a provider of the program.
/// Called when the first client is used; starts no thread and loads no library. Throws
/// std::bad_alloc.
extern "C" void dbspan_record_preloaded() {
  static std::atomic<bool> done{false};
  if (done.exchange(true)) return;
  dbspan::recorder::ProcessSettings settings;
  settings.service = program_invocation_short_name;
  settings.baggage_keys = {std::string{dbspan::CorrelationScope::kKey}};
  try {
    dbspan::recorder::Configure(settings);
  } catch (...) {
    done = false;
    throw;
  }
  dbspan::recorder::KeepExitCode();
  dbspan::Sink::PreferTo(ReadPreference());
  dbspan::Sink::Install(&dbspan::recorder::OperationSink());
}
