#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/finished_operation.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Base of all sums over the operations of one statement.
struct StatementFacts {
  std::uint64_t statement = 0;
  std::string_view system;
  std::string_view label;
  std::string_view verb;
  std::string_view text;
  std::size_t first = 0;  ///< Id of the first operation.
  std::size_t slowest = 0;
  std::size_t count = 0;
  std::int64_t longest = 0;
  bool shows_text = false;  ///< Findings may have the text.

  /// Sets the description of the statement from its first operation.
  void Describe(const FinishedOperation& operation) {
    statement = operation.statement;
    system = operation.system;
    label = operation.label;
    verb = operation.verb;
    text = operation.text;
    shows_text = operation.shows_text;
    first = slowest = operation.id;
  }
  void NoteDuration(std::int64_t duration, std::size_t id) {
    if (duration <= longest) return;
    longest = duration;
    slowest = id;
  }
};

/// Returns a finding about a statement, with the first operation as an example.
inline Finding About(FindingKind kind, const StatementFacts& facts) {
  Finding finding;
  finding.kind = kind;
  finding.statement = facts.statement;
  finding.system = facts.system;
  finding.label = facts.label;
  finding.verb = facts.verb;
  if (facts.shows_text) finding.text = facts.text;
  finding.count = facts.count;
  finding.longest = facts.longest;
  finding.operations = {facts.first};
  return finding;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
