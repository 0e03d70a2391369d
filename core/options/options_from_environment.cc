#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/log/log_once.h"
#include "dbspan/options.h"

namespace dbspan {
namespace {

template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

constexpr Choice<bool> kBooleans[] = {{"true", true}, {"false", false}, {"1", true},
                                      {"0", false},   {"on", true},     {"off", false}};
constexpr Choice<QueryText> kQueryTexts[] = {{"off", QueryText::kOff},
                                             {"sanitized", QueryText::kSanitized},
                                             {"verbatim", QueryText::kVerbatim}};
constexpr Choice<SqlCommenter> kSqlCommenters[] = {{"off", SqlCommenter::kOff},
                                                   {"tags", SqlCommenter::kTags},
                                                   {"traceparent", SqlCommenter::kTraceContext}};
constexpr Choice<ExceptionSignal> kExceptionSignals[] = {
    {"logs", ExceptionSignal::kLogs}, {"logs/dup", ExceptionSignal::kEventsAndLogs}};
constexpr Choice<std::int64_t> kUnits[] = {
    {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
constexpr Choice<ErrorMessages> kErrorMessages[] = {{"full", ErrorMessages::kFull},
                                                    {"redacted", ErrorMessages::kRedacted},
                                                    {"off", ErrorMessages::kOff}};

/// A variable that is set: the one for the client wins over the one for all.
struct Variable {
  std::string name;
  std::string value;
};

std::optional<Variable> Read(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // the only one in dbspan's core and shims
  if (value == nullptr || *value == '\0') return std::nullopt;
  return Variable{name, value};
}

std::optional<Variable> Find(std::string_view client, std::string_view key) {
  auto own = Read("DBSPAN_" + std::string{client} + "_" + std::string{key});
  return own ? own : Read("DBSPAN_" + std::string{key});
}

void Reject(const Variable& variable, const std::string& accepted) {
  LogOnce(variable.name + "=" + variable.value + " is ignored; accepted: " + accepted);
}

template <class Value, std::size_t N>
void Apply(const std::optional<Variable>& variable, const Choice<Value> (&choices)[N],
           Value& field) {
  if (!variable) return;
  std::string accepted;
  for (const auto& choice : choices) {
    if (choice.word == variable->value) {
      field = choice.value;
      return;
    }
    accepted += (accepted.empty() ? "" : ", ") + std::string{choice.word};
  }
  Reject(*variable, accepted);
}

std::optional<std::uint64_t> NumberOf(std::string_view digits) {
  const bool number = !digits.empty() && digits.size() <= 9 &&
                      digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!number) return std::nullopt;
  return std::stoull(std::string{digits});
}

template <class Number>
void ApplyNumber(const std::optional<Variable>& variable, std::string_view of_what, Number& field) {
  if (!variable) return;
  if (const auto number = NumberOf(variable->value)) {
    field = static_cast<Number>(*number);
  } else {
    Reject(*variable, "a number of " + std::string{of_what} + " from 0 to 999999999");
  }
}

void ApplyDuration(const std::optional<Variable>& variable, std::chrono::nanoseconds& field) {
  if (!variable) return;
  const std::string_view text = variable->value;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = NumberOf(text.substr(0, digits));
  const std::string_view unit = text.substr(digits);
  if (number == 0U && unit.empty()) {
    field = {};
    return;
  }
  for (const auto& [word, nanoseconds] : kUnits) {
    if (!number || word != unit) continue;
    field = std::chrono::nanoseconds{static_cast<std::int64_t>(*number) * nanoseconds};
    return;
  }
  Reject(*variable, "0, or a whole number with its unit: 250us, 10ms, 1s");
}

std::vector<std::string> SplitList(std::string_view list) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string> parts;
  while (!list.empty()) {
    std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    const std::size_t begin = part.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) continue;
    parts.emplace_back(part.substr(begin, part.find_last_not_of(kBlanks) - begin + 1));
  }
  return parts;
}

void ApplyTags(const std::optional<Variable>& variable, Options& options) {
  if (!variable) return;
  std::vector<std::pair<std::string, std::string>> tags;
  for (const std::string& part : SplitList(variable->value)) {
    const std::size_t equals = part.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return Reject(*variable, "key=value, separated by commas");
    }
    tags.emplace_back(part.substr(0, equals), part.substr(equals + 1));
  }
  options.sqlcommenter_tags = std::move(tags);
}

// A list that other libraries share: what is not for us is not wrong.
void ApplyConventions(const std::optional<Variable>& variable, Conventions& field) {
  if (!variable) return;
  for (const std::string& part : SplitList(variable->value)) {
    if (part == "database/dup") field = Conventions::kStableAndOld;
  }
}

/// What the OpenTelemetry family's own variables say.
void ApplyFamily(Options& options) {
  bool sdk_disabled = false;
  Apply(Read("OTEL_SDK_DISABLED"), kBooleans, sdk_disabled);
  options.enabled = !sdk_disabled;
  bool sanitize = true;
  Apply(Read("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED"), kBooleans, sanitize);
  if (!sanitize) options.query_text = QueryText::kVerbatim;
  ApplyConventions(Read("OTEL_SEMCONV_STABILITY_OPT_IN"), options.conventions);
  Apply(Read("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"), kExceptionSignals, options.exceptions);
}

}  // namespace

Options OptionsFromEnvironment(std::string_view client) {
  Options options;
  ApplyFamily(options);
  const auto own = [client](std::string_view key) { return Find(client, key); };
  Apply(own("ENABLED"), kBooleans, options.enabled);
  Apply(own("REQUIRE_PARENT"), kBooleans, options.require_parent);
  Apply(own("METRICS"), kBooleans, options.metrics);
  Apply(own("ROWS"), kBooleans, options.rows);
  Apply(own("CACHE_EVENTS"), kBooleans, options.cache_events);
  Apply(own("HEALTH_CHECKS"), kBooleans, options.health_checks);
  Apply(own("CONNECT_SPANS"), kBooleans, options.connect_spans);
  Apply(own("TRANSACTION_SPANS"), kBooleans, options.transaction_spans);
  Apply(own("CURRENT_SPANS"), kBooleans, options.current_spans);
  Apply(own("PIPELINE_COMMAND_SPANS"), kBooleans, options.pipeline_command_spans);
  Apply(own("MESSAGE_SPANS"), kBooleans, options.message_spans);
  Apply(own("QUERY_TEXT"), kQueryTexts, options.query_text);
  ApplyNumber(own("QUERY_TEXT_LIMIT"), "bytes", options.query_text_limit);
  Apply(own("ANSI_QUOTES"), kBooleans, options.ansi_quotes);
  Apply(own("ERROR_MESSAGES"), kErrorMessages, options.error_messages);
  if (const auto parameters = own("PARAMETERS")) options.parameters = SplitList(parameters->value);
  ApplyNumber(own("METRIC_SERIES_LIMIT"), "series", options.metric_series_limit);
  ApplyDuration(own("SLOW_THRESHOLD"), options.slow_threshold);
  ApplyNumber(own("STREAM_MILESTONE"), "rows", options.stream_milestone);
  Apply(own("SQLCOMMENTER"), kSqlCommenters, options.sqlcommenter);
  ApplyTags(own("SQLCOMMENTER_TAGS"), options);
  ApplyDuration(own("REPORT_INTERVAL"), options.report_interval);
  ApplyNumber(own("REPORT_STATEMENTS"), "statements", options.report_statements);
  return options;
}

}  // namespace dbspan
