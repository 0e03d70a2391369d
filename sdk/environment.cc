#include "sdk/environment.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace dbspan::sdk {
namespace {

template <class Value>
using Choices = std::vector<std::pair<std::string_view, Value>>;

const Choices<ExporterKind> kExporters{{"otlp", ExporterKind::kOtlp},
                                       {"console", ExporterKind::kConsole},
                                       {"none", ExporterKind::kNone}};
const Choices<Protocol> kProtocols{{"http/protobuf", Protocol::kHttpProtobuf},
                                   {"http/json", Protocol::kHttpJson},
                                   {"grpc", Protocol::kGrpc}};
const Choices<std::pair<SamplerKind, bool>> kSamplers{
    {"always_on", {SamplerKind::kAlwaysOn, false}},
    {"always_off", {SamplerKind::kAlwaysOff, false}},
    {"traceidratio", {SamplerKind::kRatio, false}},
    {"parentbased_always_on", {SamplerKind::kAlwaysOn, true}},
    {"parentbased_always_off", {SamplerKind::kAlwaysOff, true}},
    {"parentbased_traceidratio", {SamplerKind::kRatio, true}}};
const Choices<Propagation> kPropagators{{"tracecontext", Propagation::kTraceContext},
                                        {"baggage", Propagation::kBaggage},
                                        {"b3", Propagation::kB3},
                                        {"b3multi", Propagation::kB3Multi},
                                        {"jaeger", Propagation::kJaeger}};
const Choices<bool> kBooleans{{"true", true}, {"false", false}};

std::string Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return std::string{text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1)};
}

/// Reads variables one by one and collects what is wrong with them.
class Reader {
 public:
  Reader(const Lookup& lookup, std::vector<std::string>& complaints)
      : lookup_(lookup), complaints_(complaints) {}

  std::optional<std::string> Text(const std::string& name) const {
    const char* value = lookup_(name.c_str());
    if (value == nullptr) return std::nullopt;
    std::string text = Trim(value);
    if (text.empty()) return std::nullopt;
    return text;
  }

  template <class Value>
  void Choose(const std::string& name, const Choices<Value>& choices, Value& field) const {
    const auto text = Text(name);
    if (!text) return;
    if (const auto value = Find(choices, *text)) {
      field = *value;
    } else {
      Complain(name, *text, Accepted(choices));
    }
  }

  /// Tells whether the variable was set and right.
  template <class Number>
  bool ReadNumber(const std::string& name, std::int64_t least, Number& field) const {
    const auto text = Text(name);
    if (!text) return false;
    char* end = nullptr;
    const long long value = std::strtoll(text->c_str(), &end, 10);
    if (*end != '\0' || value < least || value > kMost) {
      Complain(name, *text,
               "a number from " + std::to_string(least) + " to " + std::to_string(kMost));
      return false;
    }
    field = static_cast<Number>(value);
    return true;
  }

  /// A bare number is milliseconds, as in the specification.
  void ReadMilliseconds(const std::string& name, std::chrono::milliseconds& field) const {
    std::int64_t value = 0;
    if (ReadNumber(name, 0, value)) field = std::chrono::milliseconds{value};
  }

  void ReadRatio(const std::string& name, double& field) const {
    const auto text = Text(name);
    if (!text) return;
    char* end = nullptr;
    const double value = std::strtod(text->c_str(), &end);
    if (*end != '\0' || !(value >= 0.0 && value <= 1.0)) {
      return Complain(name, *text, "a number from 0 to 1");
    }
    field = value;
  }

  void ReadPropagators(const std::string& name, std::vector<Propagation>& field) const {
    const auto text = Text(name);
    if (!text) return;
    std::vector<Propagation> chosen;
    std::string_view rest = *text;
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
      const std::string word = Trim(part);
      if (word.empty() || word == "none") continue;
      if (const auto propagation = Find(kPropagators, word)) {
        chosen.push_back(*propagation);
      } else {
        Complain(name, word, Accepted(kPropagators) + ", none");
      }
    }
    field = std::move(chosen);
  }

  void Complain(const std::string& name, const std::string& value,
                const std::string& accepted) const {
    std::string complaint = name + "=" + value + " is ignored; accepted: " + accepted;
    const bool said =
        std::find(complaints_.begin(), complaints_.end(), complaint) != complaints_.end();
    if (!said) complaints_.push_back(std::move(complaint));
  }

 private:
  static constexpr std::int64_t kMost = 1000000000;

  template <class Value>
  static std::optional<Value> Find(const Choices<Value>& choices, std::string_view word) {
    for (const auto& [accepted, value] : choices) {
      if (accepted == word) return value;
    }
    return std::nullopt;
  }
  template <class Value>
  static std::string Accepted(const Choices<Value>& choices) {
    std::string words;
    for (const auto& choice : choices) {
      words += (words.empty() ? "" : ", ") + std::string{choice.first};
    }
    return words;
  }

  const Lookup& lookup_;
  std::vector<std::string>& complaints_;
};

void ReadSignal(const Reader& reader, const std::string& signal, bool export_by_default,
                SignalTarget& target) {
  const std::string otlp = "OTEL_EXPORTER_OTLP_";
  const bool endpoint = reader.Text(otlp + "ENDPOINT") || reader.Text(otlp + signal + "_ENDPOINT");
  if (!export_by_default && !endpoint) target.exporter = ExporterKind::kNone;
  reader.Choose("OTEL_" + signal + "_EXPORTER", kExporters, target.exporter);
  for (const std::string& prefix : {otlp, otlp + signal + "_"}) {  // the signal's own wins
    reader.Choose(prefix + "PROTOCOL", kProtocols, target.protocol);
    const auto timeout = reader.Text(prefix + "TIMEOUT");
    const bool bare = timeout && timeout->find_first_not_of("0123456789") == std::string::npos;
    if (!bare) continue;  // with a unit, the SDK reads it right
    target.timeout.emplace();
    reader.ReadMilliseconds(prefix + "TIMEOUT", *target.timeout);
  }
}

void ReadSampler(const Reader& reader, Environment& environment) {
  std::pair<SamplerKind, bool> sampler{environment.sampler, environment.parent_based};
  reader.Choose("OTEL_TRACES_SAMPLER", kSamplers, sampler);
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
  reader.Complain(prefix + "_MAX_EXPORT_BATCH_SIZE", std::to_string(batch.max_export_batch_size),
                  "at most " + prefix + "_MAX_QUEUE_SIZE, which is used");
  batch.max_export_batch_size = batch.max_queue_size;
}

void ReadReader(const Reader& reader, Environment& environment) {
  auto& options = environment.reader;
  reader.ReadMilliseconds("OTEL_METRIC_EXPORT_INTERVAL", options.export_interval_millis);
  reader.ReadMilliseconds("OTEL_METRIC_EXPORT_TIMEOUT", options.export_timeout_millis);
  // The SDK falls back to its defaults for both unless the timeout is the shorter one.
  options.export_timeout_millis =
      std::min(options.export_timeout_millis,
               std::max(options.export_interval_millis / 2, std::chrono::milliseconds{1}));
}

}  // namespace

Environment ReadEnvironment(const Lookup& lookup, bool export_by_default) {
  Environment environment;
  const Reader reader{lookup, environment.complaints};
  reader.Choose("OTEL_SDK_DISABLED", kBooleans, environment.disabled);
  environment.names_service = reader.Text("OTEL_SERVICE_NAME").has_value();
  ReadSignal(reader, "TRACES", export_by_default, environment.traces);
  ReadSignal(reader, "METRICS", export_by_default, environment.metrics);
  ReadSignal(reader, "LOGS", export_by_default, environment.logs);
  ReadSampler(reader, environment);
  reader.ReadPropagators("OTEL_PROPAGATORS", environment.propagators);
  ReadBatch(reader, "OTEL_BSP", environment.spans);
  ReadBatch(reader, "OTEL_BLRP", environment.log_records);
  ReadReader(reader, environment);
  return environment;
}

}  // namespace dbspan::sdk
