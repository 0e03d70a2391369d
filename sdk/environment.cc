#include "sdk/environment.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/options/environment_reader.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr Choice<ExporterKind> kExporters[] = {{"otlp", ExporterKind::kOtlp},
                                               {"console", ExporterKind::kConsole},
                                               {"none", ExporterKind::kNone}};
constexpr Choice<Protocol> kProtocols[] = {{"http/protobuf", Protocol::kHttpProtobuf},
                                           {"http/json", Protocol::kHttpJson},
                                           {"grpc", Protocol::kGrpc}};
constexpr Choice<std::pair<SamplerKind, bool>> kSamplers[] = {
    {"always_on", {SamplerKind::kAlwaysOn, false}},
    {"always_off", {SamplerKind::kAlwaysOff, false}},
    {"traceidratio", {SamplerKind::kRatio, false}},
    {"parentbased_always_on", {SamplerKind::kAlwaysOn, true}},
    {"parentbased_always_off", {SamplerKind::kAlwaysOff, true}},
    {"parentbased_traceidratio", {SamplerKind::kRatio, true}}};
constexpr Choice<Propagation> kPropagators[] = {{"tracecontext", Propagation::kTraceContext},
                                                {"baggage", Propagation::kBaggage},
                                                {"b3", Propagation::kB3},
                                                {"b3multi", Propagation::kB3Multi},
                                                {"jaeger", Propagation::kJaeger}};

/// Reads the SDK's variables.
class Reader : public EnvironmentReader {
 public:
  using EnvironmentReader::EnvironmentReader;

  template <class Value, class Choices>
  void ReadChoice(const std::string& name, const Choices& choices, Value& field) const {
    Choose(Find(name), choices, field);
  }

  /// Returns true if the variable is set and valid.
  template <class Integer>
  bool ReadNumber(const std::string& name, std::int64_t least, Integer& field) const {
    const auto value = EnvironmentReader::Number(
        Find(name), least, kMostNumber,
        "a number from " + std::to_string(least) + " to " + std::to_string(kMostNumber));
    if (value) field = static_cast<Integer>(*value);
    return value.has_value();
  }

  /// A number without a unit means milliseconds, as in the specification.
  void ReadMilliseconds(const std::string& name, std::chrono::milliseconds& field,
                        std::int64_t least = 0) const {
    std::int64_t value = 0;
    if (ReadNumber(name, least, value)) field = std::chrono::milliseconds{value};
  }

  void ReadRatio(const std::string& name, double& field) const {
    field = Fraction(Find(name)).value_or(field);
  }

  void ReadPropagators(const std::string& name, std::vector<Propagation>& field) const {
    const auto variable = Find(name);
    if (!variable) return;
    std::vector<Propagation> chosen;
    bool none = false;
    const std::vector<std::string> words = SplitList(variable->value);
    if (words.empty()) Reject(*variable, AcceptedOf(kPropagators) + ", none");
    for (const std::string& word : words) {
      none = none || IsSameWord("none", word);
      if (IsSameWord("none", word)) continue;
      const auto* const choice =
          std::find_if(std::begin(kPropagators), std::end(kPropagators),
                       [&](const auto& each) { return IsSameWord(each.word, word); });
      if (choice == std::end(kPropagators)) {
        Reject({name, word}, AcceptedOf(kPropagators) + ", none");
      } else {
        chosen.push_back(choice->value);
      }
    }
    if (none || !chosen.empty()) field = std::move(chosen);
  }
};

void ReadSignal(const Reader& reader, const std::string& signal, bool export_by_default,
                SignalTarget& target) {
  const std::string otlp = "OTEL_EXPORTER_OTLP_";
  const bool endpoint = reader.Find(otlp + "ENDPOINT") || reader.Find(otlp + signal + "_ENDPOINT");
  if (!export_by_default && !endpoint) target.exporter = ExporterKind::kNone;
  reader.ReadChoice("OTEL_" + signal + "_EXPORTER", kExporters, target.exporter);
  for (const std::string& prefix : {otlp, otlp + signal + "_"}) {  // the second overrides
    reader.ReadChoice(prefix + "PROTOCOL", kProtocols, target.protocol);
    const auto timeout = reader.Timeout(reader.Find(prefix + "TIMEOUT"));
    if (timeout) target.timeout = timeout;
  }
}

void ReadSampler(const Reader& reader, Environment& environment) {
  std::pair<SamplerKind, bool> sampler{environment.sampler, environment.parent_based};
  reader.ReadChoice("OTEL_TRACES_SAMPLER", kSamplers, sampler);
  std::tie(environment.sampler, environment.parent_based) = sampler;
  if (environment.sampler == SamplerKind::kRatio) {
    reader.ReadRatio("OTEL_TRACES_SAMPLER_ARG", environment.sampler_ratio);
  }
}

template <class BatchOptions>
void ReadBatch(const Reader& reader, const std::string& prefix, BatchOptions& batch) {
  reader.ReadMilliseconds(prefix + "_SCHEDULE_DELAY", batch.schedule_delay_millis);
  reader.ReadNumber(prefix + "_MAX_QUEUE_SIZE", 1, batch.max_queue_size);
  reader.ReadNumber(prefix + "_MAX_EXPORT_BATCH_SIZE", 1, batch.max_export_batch_size);
  if (batch.max_export_batch_size <= batch.max_queue_size) return;
  const bool chosen = reader.Find(prefix + "_MAX_EXPORT_BATCH_SIZE").has_value();
  if (chosen)
    reader.Reject({prefix + "_MAX_EXPORT_BATCH_SIZE", std::to_string(batch.max_export_batch_size)},
                  "at most " + prefix + "_MAX_QUEUE_SIZE, which is used");
  batch.max_export_batch_size = batch.max_queue_size;
}

void ReadReader(const Reader& reader, Environment& environment) {
  auto& options = environment.reader;
  reader.ReadMilliseconds("OTEL_METRIC_EXPORT_INTERVAL", options.export_interval_millis, 1);
  reader.ReadMilliseconds("OTEL_METRIC_EXPORT_TIMEOUT", options.export_timeout_millis);
  // Unless the timeout is shorter than the interval, the SDK uses its defaults for both.
  options.export_timeout_millis =
      std::min(options.export_timeout_millis,
               std::max(options.export_interval_millis / 2, std::chrono::milliseconds{1}));
}

}  // namespace

Environment ReadEnvironment(const Lookup& lookup, bool export_by_default) {
  Environment environment;
  auto& complaints = environment.complaints;
  const Reader reader{lookup, [&](const std::string& complaint) {
                        const auto end = complaints.end();
                        if (std::find(complaints.begin(), end, complaint) != end) return;
                        complaints.push_back(complaint);
                      }};
  environment.disabled = reader.IsTrue("OTEL_SDK_DISABLED");
  environment.names_service = reader.Find("OTEL_SERVICE_NAME").has_value();
  ReadSignal(reader, "TRACES", export_by_default, environment.traces);
  ReadSignal(reader, "METRICS", export_by_default, environment.metrics);
  ReadSignal(reader, "LOGS", export_by_default, environment.logs);
  ReadSampler(reader, environment);
  reader.ReadPropagators("OTEL_PROPAGATORS", environment.propagators);
  ReadBatch(reader, "OTEL_BSP", environment.spans);
  ReadBatch(reader, "OTEL_BLRP", environment.log_records);
  ReadReader(reader, environment);
  reader.ReadMilliseconds("DBSPAN_EXIT_TIMEOUT", environment.exit_timeout);
  reader.ReadBoolean(reader.Find("DBSPAN_FLUSH_ON_SIGTERM"), environment.flush_on_sigterm);
  return environment;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
