#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An accepted value of a variable and its meaning.
template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

/// A variable that is set, with the blanks around its value removed. An empty variable counts as
/// not set.
struct SetVariable {
  std::string name;
  std::string value;
};

/// Reads environment variables one by one, and reports values that are not accepted.
///
/// The rules are those of the OpenTelemetry specification (common configuration): words in any
/// case, an empty value is unset, a value that is not accepted is reported and has no effect. All
/// of dbspan reads the environment through this class.
class EnvironmentReader {
 public:
  /// Returns the value of a variable; null if it is not set.
  using Lookup = std::function<const char*(const char* name)>;
  using Report = std::function<void(const std::string& complaint)>;

  EnvironmentReader(Lookup lookup, Report report)
      : lookup_(std::move(lookup)), report_(std::move(report)) {}
  /// Reads the process's own environment (`secure_getenv`) and reports by `LogOnce`.
  static EnvironmentReader OfProcess();

  std::optional<SetVariable> Find(const std::string& name) const;

  /// Sets `field` to the meaning of the variable's value and returns true. If the variable is not
  /// set or its value is not accepted, `field` stays unchanged.
  template <class Value, class Choices>
  bool Choose(const std::optional<SetVariable>& variable, const Choices& choices,
              Value& field) const {
    if (!variable) return false;
    for (const auto& choice : choices) {
      if (!IsSameWord(choice.word, variable->value)) continue;
      field = choice.value;
      return true;
    }
    Reject(*variable, AcceptedOf(choices));
    return false;
  }
  /// Like Choose, but sets `field` to `unsure` (reported as `word`) if the value is not accepted.
  /// Used for privacy switches: a misspelt value must not record data that it was meant to hide.
  template <class Value, class Choices>
  void ChooseOr(Value unsure, std::string_view word, const std::optional<SetVariable>& variable,
                const Choices& choices, Value& field) const {
    if (!variable) return;
    for (const auto& choice : choices) {
      if (!IsSameWord(choice.word, variable->value)) continue;
      field = choice.value;
      return;
    }
    field = unsure;
    RejectAs(*variable, word, AcceptedOf(choices));
  }

  /// Reads a boolean of dbspan: true, false, 1, 0, on, off, yes, no. Returns whether it is set and
  /// accepted.
  bool ReadBoolean(const std::optional<SetVariable>& variable, bool& field) const;
  /// Reads a boolean of OpenTelemetry: only `true` is true (specification, "Boolean").
  bool IsTrue(const std::string& name) const;

  /// Reads a whole number from `least` to `most`; empty if it is not set or not accepted.
  std::optional<std::int64_t> Number(const std::optional<SetVariable>& variable, std::int64_t least,
                                     std::int64_t most, std::string_view accepted) const;

  /// The largest number of most variables of OpenTelemetry.
  static constexpr std::int64_t kMostNumber = 1'000'000'000;

  /// Reads a timeout of OTLP: a number of milliseconds, or one with its unit; empty if it is not
  /// set or not accepted.
  std::optional<std::chrono::milliseconds> Timeout(
      const std::optional<SetVariable>& variable) const;
  /// Reads a number from 0 to 1; empty if it is not set or not accepted.
  std::optional<double> Fraction(const std::optional<SetVariable>& variable) const;

  /// Reports a value: it "is ignored", or "is read as" another.
  void Reject(const SetVariable& variable, std::string_view accepted) const;
  void RejectAs(const SetVariable& variable, std::string_view read_as,
                std::string_view accepted) const;

  void Say(const std::string& complaint) const { report_(complaint); }

  static bool IsSameWord(std::string_view word, std::string_view value) noexcept;
  template <class Choices>
  static std::string AcceptedOf(const Choices& choices) {
    std::string words;
    for (const auto& choice : choices) {
      words += (words.empty() ? "" : ", ") + std::string{choice.word};
    }
    return words;
  }

 private:
  Lookup lookup_;
  Report report_;
};

/// Returns the part of `text` without the blanks around it.
std::string_view Trim(std::string_view text) noexcept;
/// Returns the parts of a comma-separated list without the blanks around them and without empty
/// parts.
std::vector<std::string> SplitList(std::string_view list);

/// Reports every environment variable of the process that begins with `DBSPAN_` and is unknown.
void ReportUnknownVariables(const EnvironmentReader& reader);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
