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

namespace dbspan::recorder {

using Lookup = EnvironmentReader::Lookup;

template <class Value>
using Choices = std::vector<std::pair<std::string_view, Value>>;

/// Decodes `%41`; returns nothing where the coding is broken.
std::optional<std::string> DecodePercent(std::string_view text);

/// Reads environment variables, and collects complaints about values that are not accepted. Those
/// are ignored.
class Variables {
 public:
  explicit Variables(Lookup lookup) : lookup_(std::move(lookup)) {}

  /// The value without blanks around it; empty counts as not set (specification).
  std::optional<std::string> Text(const std::string& name) const;
  void Text(const std::string& name, std::string& value) const;
  /// One of OpenTelemetry's is true if it is `true`, and else false; one of dbspan's knows more
  /// words.
  void Flag(const std::string& name, bool& value);
  void Number(const std::string& name, std::int64_t least, std::int64_t& value);
  void Milliseconds(const std::string& name, std::chrono::milliseconds& value,
                    std::int64_t least = 0);
  void Fraction(const std::string& name, double& value);
  template <class Value>
  void Choose(const std::string& name, const Choices<Value>& choices, Value& value);
  /// Each part of a list must be one of the choices.
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
  return chosen;
}

}  // namespace dbspan::recorder
