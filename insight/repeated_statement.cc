#include "insight/repeated_statement.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>

#include "insight/busy_time.h"

namespace dbspan::insight {
namespace {

using Group = std::pair<std::uint64_t, std::uint64_t>;  // parent, statement

constexpr std::array<std::string_view, 14> kNotRepeated{
    "BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET",
    "FETCH", "CLOSE", "COPY",   "PING",     "DISCARD",   "MULTI",   "EXEC"};

bool IsMeantToRepeat(std::string_view verb) {
  return verb.empty() ||
         std::find(kNotRepeated.begin(), kNotRepeated.end(), verb) != kNotRepeated.end();
}

Finding Describe(const std::vector<const FinishedOperation*>& repeated, bool in_a_row) {
  Finding finding;
  finding.statement = repeated.front()->statement;
  finding.parent = repeated.front()->parent;
  finding.count = repeated.size();
  finding.in_a_row = in_a_row;
  std::vector<Interval> times;
  for (const FinishedOperation* operation : repeated) {
    times.emplace_back(operation->start, operation->start + operation->duration);
    finding.operations.push_back(operation->id);
  }
  finding.busy = BusyTime(std::move(times));
  return finding;
}

}  // namespace

std::vector<Finding> FindRepeatedStatements(const std::vector<FinishedOperation>& operations,
                                            std::size_t threshold) {
  std::vector<const FinishedOperation*> ordered;
  for (const FinishedOperation& operation : operations) ordered.push_back(&operation);
  std::sort(ordered.begin(), ordered.end(), [](const auto* left, const auto* right) {
    return std::pair{left->start, left->id} < std::pair{right->start, right->id};
  });

  std::map<Group, std::vector<const FinishedOperation*>> groups;
  // Groups that somebody else came between, and the statement that each parent ran last.
  std::map<Group, bool> interrupted;
  std::map<std::uint64_t, std::uint64_t> last;
  for (const FinishedOperation* operation : ordered) {
    const Group group{operation->parent, operation->statement};
    const auto previous = last.find(operation->parent);
    auto& members = groups[group];
    if (!members.empty() && previous->second != operation->statement) interrupted[group] = true;
    if (!IsMeantToRepeat(operation->verb)) members.push_back(operation);
    last[operation->parent] = operation->statement;
  }

  std::vector<Finding> findings;
  for (const auto& [group, members] : groups) {
    if (members.size() < threshold) continue;
    findings.push_back(Describe(members, interrupted.count(group) == 0));
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return left.busy > right.busy;
  });
  return findings;
}

std::string AdviceForRepeated(std::string_view system, std::string_view verb) {
  if (system == "redis") {
    if (verb == "GET") return "One MGET, or a pipeline, would do.";
    if (verb == "SET") return "One MSET, or a pipeline, would do.";
    if (verb == "HGET") return "One HMGET, or a pipeline, would do.";
    return "A pipeline would need one round trip.";
  }
  if (verb == "SELECT") {
    return system == "postgresql" ? "One statement with  id = ANY(…)  would do."
                                  : "One statement with  id IN (…)  would do.";
  }
  if (verb == "INSERT" || verb == "REPLACE") {
    return "One INSERT of several rows would do.";
  }
  return "One statement for all of them would need one round trip.";
}

}  // namespace dbspan::insight
