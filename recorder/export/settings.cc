#include "recorder/export/settings.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <utility>

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
Choices<ExporterKind> Exporters() {
  return {{"otlp", ExporterKind::kOtlp},
          {"console", ExporterKind::kConsole},
          {"none", ExporterKind::kNone}};
}
Choices<Protocol> Protocols() {
  return {{"http/protobuf", Protocol::kHttpProtobuf},
          {"http/json", Protocol::kHttpJson},
          {"grpc", Protocol::kGrpc}};
}
Choices<bool> Compressions() { return {{"gzip", true}, {"none", false}}; }
Choices<otlp::Temporality> Temporalities() {
  return {{"cumulative", otlp::Temporality::kCumulative},
          {"delta", otlp::Temporality::kDelta},
          {"lowmemory", otlp::Temporality::kDelta}};
}
Choices<bool> HistogramAggregations() { return {{"explicit_bucket_histogram", true}}; }
Choices<SamplerChoice> Samplers() {
  return {{"parentbased_always_on", {true, 1.0, false}},
          {"parentbased_always_off", {true, 0.0, false}},
          {"parentbased_traceidratio", {true, 1.0, true}},
          {"always_on", {false, 1.0, false}},
          {"always_off", {false, 0.0, false}},
          {"traceidratio", {false, 1.0, true}}};
}

/// Names that depend on the signal.
struct Signal {
  const char* name;
  const char* path;
  const char* service;
};
constexpr Signal kTraces{"TRACES", "v1/traces", "trace.v1.TraceService"};
constexpr Signal kMetrics{"METRICS", "v1/metrics", "metrics.v1.MetricsService"};
constexpr Signal kLogs{"LOGS", "v1/logs", "logs.v1.LogsService"};

constexpr const char* kOtlp = "OTEL_EXPORTER_OTLP_";

std::string WithoutSlash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

bool HasPath(const std::string& url) {
  const std::size_t host = url.find("://");
  return host != std::string::npos && url.find('/', host + 3) != std::string::npos;
}

// Returns the URL for gRPC. The endpoint is a server; its scheme may be missing (specification,
// exporter.md).
std::string GrpcUrl(const std::string& endpoint, const Signal& signal, bool insecure) {
  std::string url = WithoutSlash(endpoint);
  if (url.find("://") == std::string::npos) url = (insecure ? "http://" : "https://") + url;
  return url + "/opentelemetry.proto.collector." + signal.service + "/Export";
}

std::string UrlOf(Variables& variables, const Signal& signal, const SignalSettings& settings) {
  const std::string own = std::string{kOtlp} + signal.name + "_";
  const auto endpoint = variables.Text(kOtlp + std::string{"ENDPOINT"});
  const auto own_endpoint = variables.Text(own + "ENDPOINT");
  if (settings.target.protocol == Protocol::kGrpc) {
    bool insecure = false;
    variables.Flag(kOtlp + std::string{"INSECURE"}, insecure);
    variables.Flag(own + "INSECURE", insecure);
    return GrpcUrl(own_endpoint.value_or(endpoint.value_or("http://localhost:4317")), signal,
                   insecure);
  }
  if (own_endpoint) return HasPath(*own_endpoint) ? *own_endpoint : *own_endpoint + "/";
  return WithoutSlash(endpoint.value_or("http://localhost:4318")) + "/" + signal.path;
}

// Returns whether it is a token (RFC 9110, 5.6.2).
bool IsHeaderName(std::string_view name) noexcept {
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
  };
  return !name.empty() && name.find('\0') == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), is_part);
}

void ReadHeaders(Variables& variables, const std::string& name, std::vector<std::string>& headers) {
  const auto text = variables.Text(name);
  if (!text) return;
  headers.clear();
  std::size_t number = 0;
  for (const std::string& part : SplitList(*text)) {
    ++number;
    const std::size_t equals = part.find('=');
    const std::string key{Trim(std::string_view{part}.substr(0, equals))};
    const auto value = equals == std::string::npos
                           ? std::nullopt
                           : DecodePercent(Trim(std::string_view{part}.substr(equals + 1)));
    if (!value || !IsHeaderName(key) || value->find_first_of("\r\n") != std::string::npos) {
      // Print no part of the header: if `=` is missing or in the wrong place, even the key may
      // contain the secret.
      variables.Complain("header " + std::to_string(number) + " of " + name +
                         " is ignored; accepted: key=value, with a percent-coded value");
      continue;
    }
    headers.push_back(key + ": " + *value);
  }
}

void ReadTarget(Variables& variables, const Signal& signal, SignalSettings& settings) {
  OtlpTarget& target = settings.target;
  const std::string all = kOtlp;
  // the signal's own variable takes precedence
  for (const std::string& prefix : {all, all + signal.name + "_"}) {
    variables.Choose(prefix + "PROTOCOL", Protocols(), target.protocol);
    variables.Milliseconds(prefix + "TIMEOUT", target.timeout);
    variables.Choose(prefix + "COMPRESSION", Compressions(), target.gzip);
    variables.Text(prefix + "CERTIFICATE", target.certificate);
    variables.Text(prefix + "CLIENT_CERTIFICATE", target.client_certificate);
    variables.Text(prefix + "CLIENT_KEY", target.client_key);
    ReadHeaders(variables, prefix + "HEADERS", target.headers);
  }
  target.url = UrlOf(variables, signal, settings);
}

// Returns whether OTLP is the default exporter. With a ring file it is not, unless an endpoint is
// set, because the records are kept for a reader.
bool SendsByDefault(const Variables& variables, const Signal& signal) {
  return !variables.Text("DBSPAN_RING_DIR") || variables.Text(kOtlp + std::string{"ENDPOINT"}) ||
         variables.Text(std::string{kOtlp} + signal.name + "_ENDPOINT");
}

SignalSettings ReadSignal(Variables& variables, const Signal& signal) {
  SignalSettings settings;
  settings.otlp = SendsByDefault(variables, signal);
  const std::string name = std::string{"OTEL_"} + signal.name + "_EXPORTER";
  if (const auto chosen = variables.ChooseList(name, Exporters()); chosen && !chosen->empty()) {
    const auto has = [&](ExporterKind kind) {
      return std::find(chosen->begin(), chosen->end(), kind) != chosen->end();
    };
    settings.otlp = has(ExporterKind::kOtlp);
    settings.console = has(ExporterKind::kConsole);
  }
  ReadTarget(variables, signal, settings);
  return settings;
}

void ReadBatch(Variables& variables, const std::string& prefix, BatchSettings& batch) {
  auto most = static_cast<std::int64_t>(batch.most);
  variables.Number(prefix + "_MAX_EXPORT_BATCH_SIZE", 1, most);
  batch.most = static_cast<std::size_t>(most);
  variables.Milliseconds(prefix + "_SCHEDULE_DELAY", batch.delay);
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
  variables.Number("DBSPAN_RECORDER_MEMORY", 1, mebibytes);
  const auto bytes = static_cast<std::size_t>(std::min<std::int64_t>(mebibytes, 65536) * kMebibyte);
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
    variables.Complain(std::string{kName} + "=" + *text +
                       " is ignored; accepted: " + std::string{kAcceptedDuration});
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
    settings.complaints.push_back("OTEL_CONFIG_FILE=" + *file +
                                  " is not read; the other OTEL_ variables count");
  }
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
