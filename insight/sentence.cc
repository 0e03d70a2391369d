#include "insight/sentence.h"

#include <algorithm>
#include <cstddef>

#include "insight/quantity_text.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string Times(std::size_t count) { return count == 1 ? "once" : CountText(count) + " times"; }

std::string Below(const Words& words) {
  if (words.burst || words.transaction) {
    const std::string within = words.burst ? " in one burst" : " in one transaction";
    return words.parent.empty() ? within : within + " of «" + std::string{words.parent} + "»";
  }
  return words.parent.empty() ? "" : " below «" + std::string{words.parent} + "»";
}

// Returns `18.2 ms of its 21.9`, or `18.2 ms` if the parent's duration is unknown.
std::string Share(std::int64_t time, const Words& words) {
  if (words.parent_duration < 0) return DurationText(time);
  const Unit unit = UnitFor({time, words.parent_duration});
  std::string whole = DurationText(words.parent_duration, unit);
  whole.resize(whole.find(' '));  // the unit is given by the first duration
  return DurationText(time, unit) + " of its " + whole;
}

}  // namespace

std::string_view BeginningOf(std::string_view text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  std::size_t size = kMost;
  const auto continues = [&] { return (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U; };
  while (size > 0 && continues()) --size;
  return text.substr(0, size);
}

std::string_view NameIn(const std::vector<Finding>& findings, const Finding& finding) {
  if (!finding.of_statement) return {};
  const auto is_namesake = [&finding](const Finding& other) {
    return other.of_statement && other.label == finding.label &&
           other.statement != finding.statement;
  };
  const bool unclear =
      finding.label == finding.verb || std::any_of(findings.begin(), findings.end(), is_namesake);
  return unclear && !finding.text.empty() ? BeginningOf(finding.text) : finding.label;
}

std::string SentenceOf(const Finding& finding, const Words& words) {
  const std::string label{words.label};
  const std::string below = Below(words);
  const std::string rows =
      CountText(static_cast<std::uint64_t>(finding.rows < 0 ? 0 : finding.rows));
  switch (finding.kind) {
    case FindingKind::kRepeatedStatement:
      return label + " ran " + Times(finding.count) + (finding.in_a_row ? " in a row" : "") +
             below + ": " + Share(finding.busy, words) + ".";
    case FindingKind::kChatty:
      return CountText(finding.count) + " operations ran" + below + ", of " +
             (finding.more_rows ? "more than " : "") + rows +
             " statements: " + Share(finding.busy, words) + ".";
    case FindingKind::kRedundantStatement:
      return label + " ran " + Times(finding.count) + " with the same values" + below + ".";
    case FindingKind::kAlwaysMissing:
      return label + " looked for " + rows + (finding.rows == 1 ? " entry" : " entries") +
             " and found none.";
    case FindingKind::kNeverRead:
      return label + " wrote " + Times(finding.count) + ", and nothing here read it.";
    case FindingKind::kSlowStatement:
      return label + " took " + DurationText(finding.expected) + " or more " +
             Times(finding.count) + ", " + DurationText(finding.longest) + " at most.";
    case FindingKind::kSlowerThanUsual:
      return label + " mostly takes " + DurationText(finding.expected) + " or less, but took " +
             DurationText(finding.longest) +
             (finding.count > 1 ? " at most, and was that much slower " + Times(finding.count)
                                : "") +
             ".";
    case FindingKind::kUnusedRows:
      return label + " was streamed and given up after one row at most, " + Times(finding.count) +
             below + ".";
    case FindingKind::kErrorStorm: {
      const std::string error = finding.error.empty() ? "" : " with " + std::string{finding.error};
      return (finding.of_statement ? label + " failed " : "Statements failed ") +
             Times(finding.count) + error + below + ".";
    }
    case FindingKind::kRetries:
      return label + " was sent again " + Times(finding.count) + " after it had failed" +
             (finding.error.empty() ? "" : " (" + std::string{finding.error} + ")") + below + ".";
    case FindingKind::kConnectionChurn:
      return CountText(finding.count) + " connections were opened" + below + " for " +
             CountText(static_cast<std::uint64_t>(finding.rows), "operation", "operations") + ": " +
             DurationText(finding.busy) + " spent connecting.";
    case FindingKind::kIdleTransaction:
      return "A transaction was open for " + DurationText(finding.expected) + " with " +
             CountText(static_cast<std::uint64_t>(finding.rows), "statement", "statements") +
             " in it; for " + DurationText(finding.longest) +
             " the application did something else.";
    case FindingKind::kPoolWait:
      return DurationText(finding.busy) + " passed" + below + " waiting " + Times(finding.count) +
             " for a connection of the pool, " + DurationText(finding.longest) + " at most.";
    case FindingKind::kOverBudget:
      break;
  }
  std::string sentence = "«" + std::string{words.parent} + "» ran " +
                         CountText(finding.count, "operation", "operations") + " in " +
                         DurationText(finding.busy);
  if (finding.limit > 0 || finding.expected > 0) sentence += "; its budget is ";
  if (finding.limit > 0) sentence += CountText(finding.limit);
  if (finding.limit > 0 && finding.expected > 0) sentence += " in ";
  if (finding.expected > 0) sentence += DurationText(finding.expected);
  return sentence + ".";
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
