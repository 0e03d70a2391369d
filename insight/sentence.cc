#include "insight/sentence.h"

#include "insight/quantity_text.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string Times(std::size_t count) { return CountText(count, "time", "times"); }

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

std::string AdviceForRepeated(std::string_view system, std::string_view verb) {
  if (IsKeyValueStore(system)) {
    if (verb == "GET") return "One MGET, or a pipeline, would do.";
    if (verb == "SET") return "One MSET, or a pipeline, would do.";
    if (verb == "HGET") return "One HMGET, or a pipeline, would do.";
    return "A pipeline would need one round trip.";
  }
  if (verb == "SELECT") {
    return system == "postgresql" ? "One statement with  id = ANY(…)  would do."
                                  : "One statement with  id IN (…)  would do.";
  }
  if (verb == "INSERT" || verb == "REPLACE") return "One INSERT of several rows would do.";
  return "One statement for all of them would need one round trip.";
}

}  // namespace

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
      return CountText(finding.count) + " operations ran" + below + ", of " + rows +
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

std::string AdviceOf(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::kRepeatedStatement:
      return AdviceForRepeated(finding.system, finding.verb);
    case FindingKind::kChatty:
      return "A JOIN, a pipeline or a cached answer saves round trips.";
    case FindingKind::kRedundantStatement:
      return "Keep the first answer and use it again.";
    case FindingKind::kAlwaysMissing:
      return "Compare the keys with those that are written, or leave the lookup out.";
    case FindingKind::kNeverRead:
      return "Compare the keys with those that are looked up, or stop writing them.";
    case FindingKind::kSlowStatement:
      return IsKeyValueStore(finding.system)
                 ? "SLOWLOG GET shows whether it is the server or the way to it."
                 : "EXPLAIN (ANALYZE) shows where the time goes; an index may be missing.";
    case FindingKind::kSlowerThanUsual:
      return "Look for locks and for other work of the server at that moment.";
    case FindingKind::kUnusedRows:
      return "LIMIT 1 would ask for what is used.";
    case FindingKind::kErrorStorm:
      return "Mend the first failure; stop at it instead of going on.";
    case FindingKind::kRetries:
      return "Wait longer from attempt to attempt, and give up after a few.";
    case FindingKind::kConnectionChurn:
      return "Keep a connection, or a pool of them.";
    case FindingKind::kIdleTransaction:
      return "Begin it later, or do the other work after COMMIT: its locks are held meanwhile.";
    case FindingKind::kPoolWait:
      return "Enlarge the pool, or give connections back earlier.";
    case FindingKind::kOverBudget:
      break;
  }
  return "Look at what it runs, or raise the budget.";
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
