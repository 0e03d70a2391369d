#include "recorder/pipeline.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "recorder/shared_memory.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Without a ring file, spans and log records are only recorded if they are exported.
RecorderSettings RecorderSettingsOf(const ExportSettings& settings, bool shared) {
  RecorderSettings recorder = settings.recorder;
  recorder.spans = settings.traces.exported() || shared;
  recorder.logs = settings.logs.exported() || shared;
  return recorder;
}

}  // namespace

Configuration::Configuration(ProcessSettings given)
    : process(std::move(given)),
      settings(ReadExportSettings([](const char* name) { return secure_getenv(name); })) {
  RecorderSettings& recorder = settings.recorder;
  recorder.sampler.keep_failed = process.keep_failed;
  recorder.sampler.keep_slower_than = process.keep_slower_than.count();
  recorder.spans_per_name_per_second = process.spans_per_name_per_second;
  if (process.merge_faster_than.count() > 0) {
    recorder.merge_faster_than = process.merge_faster_than.count();
  }
  recorder.baggage_keys = process.baggage_keys;
}

ExportSettings WithRings(ExportSettings settings, bool shared) {
  if (!shared) {
    settings.rings.directory.clear();
    for (SignalSettings* signal : {&settings.traces, &settings.metrics, &settings.logs}) {
      signal->otlp = signal->otlp || signal->otlp_without_rings;
    }
  }
  // Merged operations are in private memory until their span ends, so SIGKILL would lose them.
  if (shared) settings.recorder.merge_faster_than = 0;
  return settings;
}

detail::Pipeline::Pipeline(const Configuration& made_of, const std::string& resource,
                           Texts& interned, rings::RingFile* shared, void (*on_first_export)())
    : configuration(made_of),
      settings(WithRings(made_of.settings, shared != nullptr)),
      ring_file(shared),
      recorder(RecorderSettingsOf(settings, shared != nullptr), interned,
               shared == nullptr ? std::optional<SharedMemory>{} : shared->memory()),
      exporter(settings, resource, recorder, on_first_export, shared != nullptr) {}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
