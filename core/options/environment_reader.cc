#include "core/options/environment_reader.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/log/log_once.h"
#include "core/log/log_target.h"
#include "core/log/shown_value.h"
#include "core/options/duration.h"
#include "core/options/variable_table.h"
#include "core/process/floating_point_guard.h"
#include "core/sql/character.h"
#include "core/text/starts_with.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

constexpr Choice<bool> kBooleans[] = {{"true", true}, {"false", false}, {"1", true},
                                      {"0", false},   {"on", true},     {"off", false},
                                      {"yes", true},  {"no", false}};

}  // namespace

std::string_view Trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

EnvironmentReader EnvironmentReader::OfProcess() {
  return {[](const char* name) { return secure_getenv(name); },
          [](const std::string& complaint) { LogOnce(complaint); }};
}

std::optional<SetVariable> EnvironmentReader::Find(const std::string& name) const {
  const char* value = lookup_(name.c_str());
  const std::string_view text = value == nullptr ? std::string_view{} : Trim(value);
  if (text.empty()) return std::nullopt;
  return SetVariable{name, std::string{text}};
}

bool EnvironmentReader::ReadBoolean(const std::optional<SetVariable>& variable, bool& field) const {
  return Choose(variable, kBooleans, field);
}

bool EnvironmentReader::IsTrue(const std::string& name) const {
  const auto variable = Find(name);
  if (!variable || IsSameWord("false", variable->value)) return false;
  if (IsSameWord("true", variable->value)) return true;
  Reject(*variable, "true, false");
  return false;
}

std::optional<std::int64_t> EnvironmentReader::Number(const std::optional<SetVariable>& variable,
                                                      std::int64_t least, std::int64_t most,
                                                      std::string_view accepted) const {
  if (!variable) return std::nullopt;
  const std::string& text = variable->value;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc{} && end == text.data() + text.size();
  if (number && value >= least && value <= most) return value;
  Reject(*variable, accepted);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> EnvironmentReader::Timeout(
    const std::optional<SetVariable>& variable) const {
  if (!variable) return std::nullopt;
  const std::string accepted = "a number of milliseconds from 0 to " + std::to_string(kMostNumber) +
                               ", or a number with its unit: 500ms, 10s";
  if (variable->value.find_first_not_of("0123456789") == std::string::npos) {
    const auto number = Number(variable, 0, kMostNumber, accepted);
    if (!number) return std::nullopt;
    return std::chrono::milliseconds{*number};
  }
  if (const auto duration = ReadDuration(variable->value)) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(*duration);
  }
  Reject(*variable, accepted);
  return std::nullopt;
}

std::optional<double> EnvironmentReader::Fraction(
    const std::optional<SetVariable>& variable) const {
  if (!variable) return std::nullopt;
  const std::string& text = variable->value;
  const FloatingPointGuard floating_point_guard;
  double value = 0.0;
  // Unlike strtod, it does not depend on the locale, which the application may have set.
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc{} && end == text.data() + text.size();
  if (number && value >= 0.0 && value <= 1.0) return value;
  Reject(*variable, "a number from 0 to 1");
  return std::nullopt;
}

void EnvironmentReader::Reject(const SetVariable& variable, std::string_view accepted) const {
  report_(variable.name + "=" + ShownValue(variable.value) +
          " is ignored; accepted: " + std::string{accepted});
}

void EnvironmentReader::RejectAs(const SetVariable& variable, std::string_view read_as,
                                 std::string_view accepted) const {
  report_(variable.name + "=" + ShownValue(variable.value) + " is read as " + std::string{read_as} +
          "; accepted: " + std::string{accepted});
}

bool EnvironmentReader::IsSameWord(std::string_view word, std::string_view value) noexcept {
  return std::equal(word.begin(), word.end(), value.begin(), value.end(), [](char one, char other) {
    return sql_text::FoldCase(one) == sql_text::FoldCase(other);
  });
}

std::vector<std::string> SplitList(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    if (const std::string_view word = Trim(part); !word.empty()) parts.emplace_back(word);
  }
  return parts;
}

void ReportUnknownVariables(const EnvironmentReader& reader) {
  ReportUnknownLogTarget();
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::string name{text.substr(0, text.find('='))};
    if (!StartsWith(name, "DBSPAN_") || IsKnownVariable(name)) continue;
    if (secure_getenv(name.c_str()) == nullptr) continue;  // null in a set-user-ID program
    const std::string nearest = NearestVariable(name);
    reader.Say(name + " is not a variable of dbspan and has no effect" +
               (nearest.empty() ? "; docs/configuration.md lists them"
                                : "; did you mean " + nearest + "?"));
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
