#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/options/environment_reader.h"
#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

using Lookup = EnvironmentReader::Lookup;

template <class Value>
using Choices = std::vector<std::pair<std::string_view, Value>>;

/// Decodes percent-encoding such as `%41`. Returns nullopt if it is malformed.
std::optional<std::string> DecodePercent(std::string_view text);

/// Reads environment variables. Invalid values are ignored and collected as complaints.
class Variables {
 public:
  explicit Variables(const Lookup& lookup);
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  /// Returns the value without surrounding blanks. An empty value counts as not set
  /// (specification).
  std::optional<std::string> Text(const std::string& name) const;
  void Text(const std::string& name, std::string& value) const;
  /// Variables of OpenTelemetry are true if the value is `true`, otherwise false. Those of dbspan
  /// accept further words.
  void Flag(const std::string& name, bool& value);
  void Number(const std::string& name, std::int64_t least, std::int64_t& value,
              std::int64_t most = EnvironmentReader::kMostNumber);
  void Milliseconds(const std::string& name, std::chrono::milliseconds& value,
                    std::int64_t least = 0);
  /// Like Milliseconds, but a number may have a unit.
  void Timeout(const std::string& name, std::chrono::milliseconds& value);
  void Fraction(const std::string& name, double& value);
  template <class Value>
  void Choose(const std::string& name, const Choices<Value>& choices, Value& value);
  /// Returns the choices for the parts of a comma-separated list; parts that are not among the
  /// choices are ignored.
  template <class Value>
  std::optional<std::vector<Value>> ChooseList(const std::string& name,
                                               const Choices<Value>& choices);

  void Complain(const std::string& name, const std::string& value, const std::string& accepted);
  void Complain(std::string complaint);
  std::vector<std::string> TakeComplaints() { return std::move(complaints_); }

 private:
  template <class Value>
  static const Value* Find(const Choices<Value>& choices, std::string_view word) noexcept;
  template <class Value>
  static std::string Accepted(const Choices<Value>& choices);

  const Lookup lookup_;
  const EnvironmentReader reader_;
  std::vector<std::string> complaints_;
};

template <class Value>
const Value* Variables::Find(const Choices<Value>& choices, std::string_view word) noexcept {
  const auto found = std::find_if(choices.begin(), choices.end(), [word](const auto& choice) {
    return EnvironmentReader::IsSameWord(choice.first, word);
  });
  return found == choices.end() ? nullptr : &found->second;
}

template <class Value>
std::string Variables::Accepted(const Choices<Value>& choices) {
  std::string words;
  for (const auto& choice : choices) {
    words += (words.empty() ? "" : ", ") + std::string{choice.first};
  }
  return words;
}

template <class Value>
void Variables::Choose(const std::string& name, const Choices<Value>& choices, Value& value) {
  const auto text = Text(name);
  if (!text) return;
  if (const Value* const found = Find(choices, *text)) {
    value = *found;
  } else {
    Complain(name, *text, Accepted(choices));
  }
}

template <class Value>
std::optional<std::vector<Value>> Variables::ChooseList(const std::string& name,
                                                        const Choices<Value>& choices) {
  const auto text = Text(name);
  if (!text) return std::nullopt;
  std::vector<Value> chosen;
  for (const std::string& word : SplitList(*text)) {
    if (const Value* const found = Find(choices, word)) {
      chosen.push_back(*found);
    } else {
      Complain(name, word, Accepted(choices));
    }
  }
  if (SplitList(*text).empty()) Complain(name, *text, Accepted(choices));
  return chosen;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
