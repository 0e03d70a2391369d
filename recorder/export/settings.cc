#include "recorder/export/settings.h"

#include <algorithm>
#include <utility>

#include "core/log/shown_value.h"
#include "core/options/duration.h"
#include "recorder/export/trace_parent.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct SamplerChoice {
  bool parent_based;
  double ratio;
  bool takes_argument;
};

// Created at each call, so that nothing must be destroyed at exit.
Choices<otlp::Temporality> Temporalities() {
  return {{"cumulative", otlp::Temporality::kCumulative},
          {"delta", otlp::Temporality::kDelta},
          {"lowmemory", otlp::Temporality::kDelta}};
}
Choices<bool> HistogramAggregations() { return {{"explicit_bucket_histogram", true}}; }
Choices<SamplerChoice> Samplers() {
  // In the order of sdk::setup, so that both say the same of an invalid value, and it is said once.
  return {{"always_on", {false, 1.0, false}},
          {"always_off", {false, 0.0, false}},
          {"traceidratio", {false, 1.0, true}},
          {"parentbased_always_on", {true, 1.0, false}},
          {"parentbased_always_off", {true, 0.0, false}},
          {"parentbased_traceidratio", {true, 1.0, true}}};
}

void ReadBatch(Variables& variables, const std::string& prefix, BatchSettings& batch) {
  auto most = static_cast<std::int64_t>(batch.most);
  variables.Number(prefix + "_MAX_EXPORT_BATCH_SIZE", 1, most);
  batch.most = static_cast<std::size_t>(most);
  variables.Milliseconds(prefix + "_SCHEDULE_DELAY", batch.delay);
  // Without effect here, because the queue is bounded in bytes, but still checked.
  std::int64_t unused = 1;
  variables.Number(prefix + "_MAX_QUEUE_SIZE", 1, unused);
  variables.Number(prefix + "_EXPORT_TIMEOUT", 0, unused);
}

void ReadSampler(Variables& variables, Sampler& sampler) {
  SamplerChoice choice{sampler.parent_based, sampler.ratio, false};
  variables.Choose("OTEL_TRACES_SAMPLER", Samplers(), choice);
  if (choice.takes_argument) variables.Fraction("OTEL_TRACES_SAMPLER_ARG", choice.ratio);
  sampler.parent_based = choice.parent_based;
  sampler.ratio = choice.ratio;
}

// Reads the memory limit. A quarter of it is for interned texts.
void ReadMemory(Variables& variables, ExportSettings& settings) {
  constexpr std::int64_t kMebibyte = std::int64_t{1} << 20U;
  std::int64_t mebibytes = 32;
  variables.Number("DBSPAN_RECORDER_MEMORY", 1, mebibytes, 65536);
  const auto bytes = static_cast<std::size_t>(mebibytes * kMebibyte);
  settings.text_bytes = bytes / 4;
  settings.recorder.bytes = bytes - settings.text_bytes;
}

void ReadMerging(Variables& variables, RecorderSettings& recorder) {
  constexpr const char* kName = "DBSPAN_MERGE_FASTER_THAN";
  const auto text = variables.Text(kName);
  if (!text) return;
  if (const auto duration = ReadDuration(*text)) {
    recorder.merge_faster_than = duration->count();
  } else {
    variables.Complain(kName, *text, std::string{kAcceptedDuration});
  }
}

void ReadRings(Variables& variables, ExportSettings& settings) {
  variables.Text("DBSPAN_RING_DIR", settings.rings.directory);
  variables.Flag("DBSPAN_RING_ARGUMENTS", settings.rings.arguments);
  settings.rings.bytes = settings.recorder.bytes;
  settings.rings.text_bytes = settings.text_bytes;
  bool has_reader = false;
  variables.Flag("DBSPAN_RING_READER", has_reader);
  settings.rings.consumer = settings.traces.exported() && !has_reader ? rings::Consumer::kProcess
                                                                      : rings::Consumer::kReader;
}

}  // namespace

ExportSettings ReadExportSettings(const Lookup& lookup) {
  ExportSettings settings;
  Variables variables{lookup};
  variables.Flag("OTEL_SDK_DISABLED", settings.disabled);
  settings.traces = ReadSignal(variables, kTraces);
  settings.metrics = ReadSignal(variables, kMetrics);
  settings.logs = ReadSignal(variables, kLogs);
  ReadBatch(variables, "OTEL_BSP", settings.spans);
  ReadBatch(variables, "OTEL_BLRP", settings.log_records);
  variables.Milliseconds("OTEL_METRIC_EXPORT_INTERVAL", settings.metric_interval, 1);
  std::int64_t unused = 0;  // OTLP has a timeout of its own
  variables.Number("OTEL_METRIC_EXPORT_TIMEOUT", 0, unused);
  variables.Choose(kOtlp + std::string{"METRICS_TEMPORALITY_PREFERENCE"}, Temporalities(),
                   settings.temporality);
  bool explicit_buckets = true;
  variables.Choose(kOtlp + std::string{"METRICS_DEFAULT_HISTOGRAM_AGGREGATION"},
                   HistogramAggregations(), explicit_buckets);
  ReadSampler(variables, settings.recorder.sampler);
  ReadMemory(variables, settings);
  ReadRings(variables, settings);
  settings.recorder.process_parent = ReadTraceparent(variables);
  ReadMerging(variables, settings.recorder);
  variables.Milliseconds("DBSPAN_EXIT_TIMEOUT", settings.exit_timeout);
  variables.Flag("DBSPAN_FLUSH_ON_SIGTERM", settings.flush_on_sigterm);
  settings.recorder.spans = settings.traces.exported() || settings.rings.wanted();
  // With a ring file, a reader gets the metrics, unless OTEL_METRICS_EXPORTER turns them off.
  const bool kept = settings.rings.wanted() && !variables.Text("OTEL_METRICS_EXPORTER");
  settings.recorder.metrics = settings.metrics.exported() || kept;
  settings.complaints = variables.TakeComplaints();
  if (const auto file = variables.Text("OTEL_CONFIG_FILE")) {
    settings.complaints.push_back("OTEL_CONFIG_FILE=" + ShownValue(*file) +
                                  " is not read; the other OTEL_ variables count");
  }
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
