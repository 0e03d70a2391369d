#pragma once

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

/// A word that a variable may be set to, and what it means.
template <class Value>
struct Choice {
  std::string_view word;
  Value value;
};

/// A variable that is set. Blanks around its value do not count; an empty one is not set.
struct SetVariable {
  std::string name;
  std::string value;
};

/// Reads environment variables one by one, and reports values that are not accepted.
///
/// The rules are those of the OpenTelemetry specification (common configuration): words in any
/// case, empty is unset, what is not accepted is reported and has no effect. The only reader of the
/// environment in dbspan.
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

  /// Sets `field` to what the variable's word means. If it is not one of them, the field stays.
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
  /// The same where less is recorded if the value is not accepted: a privacy switch that is
  /// misspelt must not show what somebody wanted to hide.
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

  /// A boolean of dbspan's: true, false, 1, 0, on, off, yes, no.
  void ReadBoolean(const std::optional<SetVariable>& variable, bool& field) const;
  /// A boolean of OpenTelemetry's: nothing but `true` is true (specification, "Boolean").
  bool IsTrue(const std::string& name) const;

  /// A whole number from `least` to `most`.
  std::optional<std::int64_t> Number(const std::optional<SetVariable>& variable, std::int64_t least,
                                     std::int64_t most, std::string_view accepted) const;

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

/// The text without blanks around it; leads into `text`.
std::string_view Trim(std::string_view text) noexcept;
/// The parts of a list that is separated by commas, without blanks around them.
std::vector<std::string> SplitList(std::string_view list);

/// Reports every variable of the process that begins with `DBSPAN_` and is none of dbspan's.
void ReportUnknownVariables(const EnvironmentReader& reader);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
