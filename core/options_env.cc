#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dbspan/options.h"

namespace dbspan {
namespace {

void LogOnce(const std::string& message) {
  static std::mutex mutex;
  static std::set<std::string> logged;
  const std::lock_guard lock{mutex};
  if (logged.insert(message).second) std::cerr << "[dbspan] " << message << '\n';
}

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

void ApplyBytes(const std::optional<Variable>& variable, std::size_t& field) {
  if (!variable) return;
  const std::string& digits = variable->value;
  const bool number =
      digits.size() <= 9 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (!number) return Reject(*variable, "a number of bytes from 0 to 999999999");
  field = std::stoul(digits);
}

}  // namespace

Options OptionsFromEnvironment(std::string_view client) {
  Options options;
  bool sdk_disabled = false;
  Apply(Read("OTEL_SDK_DISABLED"), kBooleans, sdk_disabled);
  options.enabled = !sdk_disabled;
  bool sanitize = true;
  Apply(Read("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED"), kBooleans, sanitize);
  if (!sanitize) options.query_text = QueryText::kVerbatim;
  Apply(Find(client, "ENABLED"), kBooleans, options.enabled);
  Apply(Find(client, "REQUIRE_PARENT"), kBooleans, options.require_parent);
  Apply(Find(client, "METRICS"), kBooleans, options.metrics);
  Apply(Find(client, "ROWS"), kBooleans, options.rows);
  Apply(Find(client, "CACHE_EVENTS"), kBooleans, options.cache_events);
  Apply(Find(client, "QUERY_TEXT"), kQueryTexts, options.query_text);
  Apply(Find(client, "ERROR_MESSAGES"), kErrorMessages, options.error_messages);
  ApplyBytes(Find(client, "QUERY_TEXT_LIMIT"), options.query_text_limit);
  return options;
}

}  // namespace dbspan
