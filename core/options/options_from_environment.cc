#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/options/duration.h"
#include "core/options/environment_reader.h"
#include "core/options/options_reader.h"
#include "core/options/variable_table.h"
#include "dbspan/options.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::int64_t kMost = 999999999;

constexpr Choice<QueryText> kQueryTexts[] = {{"off", QueryText::kOff},
                                             {"sanitized", QueryText::kSanitized},
                                             {"verbatim", QueryText::kVerbatim}};
constexpr Choice<SqlCommenter> kSqlCommenters[] = {{"off", SqlCommenter::kOff},
                                                   {"tags", SqlCommenter::kTags},
                                                   {"traceparent", SqlCommenter::kTraceContext}};
constexpr Choice<ExceptionSignal> kExceptionSignals[] = {
    {"logs", ExceptionSignal::kLogs}, {"logs/dup", ExceptionSignal::kEventsAndLogs}};
constexpr Choice<ErrorMessages> kErrorMessages[] = {{"full", ErrorMessages::kFull},
                                                    {"redacted", ErrorMessages::kRedacted},
                                                    {"off", ErrorMessages::kOff}};

/// Tells whether a text is `*` or a position of a parameter. No protocol has more than 65535 of
/// them.
bool IsPosition(const std::string& text) noexcept {
  constexpr std::size_t kMostDigits = 5;
  if (text == "*" || text == "0") return true;
  return text.size() <= kMostDigits && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

/// The switches of one client: the variable for the client wins over the one for all.
class ClientVariables {
 public:
  ClientVariables(const EnvironmentReader& reader, std::string_view client)
      : reader_(reader), client_(client) {}

  std::optional<SetVariable> Find(std::string_view name) const {
    auto own = reader_.Find("DBSPAN_" + client_ + "_" + std::string{name});
    return own ? own : reader_.Find("DBSPAN_" + std::string{name});
  }

  void Boolean(std::string_view name, bool& field) const { reader_.ReadBoolean(Find(name), field); }
  /// Leaves `field` unset unless the variable has one of the accepted values.
  void Boolean(std::string_view name, std::optional<bool>& field) const {
    bool value = false;
    if (reader_.ReadBoolean(Find(name), value)) field = value;
  }

  template <class Number>
  void Count(std::string_view name, Number& field) const {
    const auto value = reader_.Number(Find(name), 0, kMost, AcceptedFor(name));
    if (value) field = static_cast<Number>(*value);
  }

  void Duration(std::string_view name, std::chrono::nanoseconds& field) const {
    const auto variable = Find(name);
    if (!variable) return;
    if (const auto duration = ReadDuration(variable->value)) {
      field = *duration;
    } else {
      reader_.Reject(*variable, AcceptedFor(name));
    }
  }

  /// Reads a list of positions or `*`. If any part is neither, no parameter is recorded.
  void Positions(std::string_view name, std::vector<std::string>& field) const {
    const auto variable = Find(name);
    if (!variable) return;
    field = SplitList(variable->value);
    if (!field.empty() && std::all_of(field.begin(), field.end(), &IsPosition)) return;
    field.clear();
    reader_.RejectAs(*variable, "none", AcceptedFor(name));
  }

  void Tags(std::string_view name, std::vector<std::pair<std::string, std::string>>& field) const {
    const auto variable = Find(name);
    if (!variable) return;
    std::vector<std::pair<std::string, std::string>> tags;
    for (const std::string& part : SplitList(variable->value)) {
      const std::size_t equals = part.find('=');
      if (equals == 0 || equals == std::string::npos) {
        return reader_.Reject(*variable, AcceptedFor(name));
      }
      tags.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
    if (tags.empty()) return reader_.Reject(*variable, AcceptedFor(name));
    field = std::move(tags);
  }

 private:
  static std::string_view AcceptedFor(std::string_view name) noexcept {
    const Variable* variable = FindVariable(name);
    return variable == nullptr ? std::string_view{} : variable->accepted;
  }

  const EnvironmentReader& reader_;
  std::string client_;
};

// Other libraries share this variable: entries that dbspan does not know are not errors.
void ReadConventions(const EnvironmentReader& reader, Conventions& field) {
  const auto variable = reader.Find("OTEL_SEMCONV_STABILITY_OPT_IN");
  if (!variable) return;
  for (const std::string& part : SplitList(variable->value)) {
    if (EnvironmentReader::IsSameWord("database/dup", part)) field = Conventions::kStableAndOld;
  }
}

/// Reads the variables that OpenTelemetry itself defines.
void ReadFamily(const EnvironmentReader& reader, Options& options) {
  options.enabled = !reader.IsTrue("OTEL_SDK_DISABLED");
  // Only `false` switches the sanitizer off. By the specification every value except `true` would
  // do so, and a typing error would record literals.
  static constexpr Choice<QueryText> kSanitization[] = {{"true", QueryText::kSanitized},
                                                        {"false", QueryText::kVerbatim}};
  reader.ChooseOr(QueryText::kSanitized, "true",
                  reader.Find("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED"),
                  kSanitization, options.query_text);
  ReadConventions(reader, options.conventions);
  reader.Choose(reader.Find("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"), kExceptionSignals,
                options.exceptions);
}

}  // namespace

Options OptionsFromEnvironment(std::string_view client) {
  const EnvironmentReader reader = EnvironmentReader::OfProcess();
  ReportUnknownVariables(reader);
  return ReadOptions(reader, client);
}

Options ReadOptions(const EnvironmentReader& reader, std::string_view client) {
  const ClientVariables own{reader, client};
  Options options;
  ReadFamily(reader, options);
  own.Boolean("ENABLED", options.enabled);
  own.Boolean("REQUIRE_PARENT", options.require_parent);
  own.Boolean("METRICS", options.metrics);
  own.Boolean("ROWS", options.rows);
  own.Boolean("CACHE_EVENTS", options.cache_events);
  own.Boolean("HEALTH_CHECKS", options.health_checks);
  own.Boolean("CONNECT_SPANS", options.connect_spans);
  own.Boolean("TRANSACTION_SPANS", options.transaction_spans);
  own.Boolean("CURRENT_SPANS", options.current_spans);
  own.Boolean("PIPELINE_COMMAND_SPANS", options.pipeline_command_spans);
  own.Boolean("MESSAGE_SPANS", options.message_spans);
  own.Boolean("EXPECTED_ERRORS", options.expected_errors);
  reader.ChooseOr(QueryText::kOff, "off", own.Find("QUERY_TEXT"), kQueryTexts, options.query_text);
  own.Count("QUERY_TEXT_LIMIT", options.query_text_limit);
  own.Boolean("ANSI_QUOTES", options.ansi_quotes);
  own.Boolean("BACKSLASH_ESCAPES", options.backslash_escapes);
  reader.ChooseOr(ErrorMessages::kOff, "off", own.Find("ERROR_MESSAGES"), kErrorMessages,
                  options.error_messages);
  own.Positions("PARAMETERS", options.parameters);
  own.Count("METRIC_SERIES_LIMIT", options.metric_series_limit);
  own.Duration("SLOW_THRESHOLD", options.slow_threshold);
  own.Count("STREAM_MILESTONE", options.stream_milestone);
  reader.Choose(own.Find("SQLCOMMENTER"), kSqlCommenters, options.sqlcommenter);
  own.Tags("SQLCOMMENTER_TAGS", options.sqlcommenter_tags);
  own.Duration("REPORT_INTERVAL", options.report_interval);
  own.Count("REPORT_STATEMENTS", options.report_statements);
  return options;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
