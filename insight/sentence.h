#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "insight/finding.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Names for the sentence about a finding.
struct Words {
  std::string_view label;  ///< Short name of the statement.
  std::string_view
      parent;  ///< Name of the parent; of the program for a burst or transaction; may be empty.
  bool burst = false;
  /// The parent is a transaction without a span of the application.
  bool transaction = false;
  std::int64_t parent_duration = -1;  ///< Nanoseconds; -1: unknown.
};

/// Returns the beginning of a text, for use as a name: at most 80 bytes of whole characters.
std::string_view BeginningOf(std::string_view text);

/// Returns the name of a finding's statement among other findings: the label, or the beginning of
/// the text if the label is that of another statement or only a verb. Empty if it is not about one
/// statement.
std::string_view NameIn(const std::vector<Finding>& findings, const Finding& finding);

/// Returns a sentence that describes the finding: `SELECT stock ran 25 times in a row below
/// «checkout»: 18.2 ms of its 21.9.`
std::string SentenceOf(const Finding& finding, const Words& words);

/// Returns a sentence with advice.
std::string AdviceOf(const Finding& finding);

/// Returns an explanation of a kind: its meaning, when it is harmless, advice, and its threshold.
/// For `dbspan explain`.
std::string_view ExplanationOf(FindingKind kind);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
