#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "insight/finding.h"

namespace dbspan::insight {

/// What the numbers of a finding are called.
struct Words {
  std::string_view label;  ///< Of the statement.
  std::string_view
      parent;  ///< Name of the parent, of the program for a burst or transaction; or empty.
  bool burst = false;
  bool transaction = false;           ///< A transaction that no span of the application is above.
  std::int64_t parent_duration = -1;  ///< Nanoseconds; -1: unknown.
};

/// Says what was found, in one sentence: `SELECT stock ran 25 times in a row below «checkout»: 18.2
/// ms of its 21.9.`
std::string SentenceOf(const Finding& finding, const Words& words);

/// Says what to do about it, in one sentence.
std::string AdviceOf(const Finding& finding);

/// Explains a kind: what it means, when it is no fault, what to do, and its threshold. For
/// `dbspan explain`.
std::string_view ExplanationOf(FindingKind kind);

}  // namespace dbspan::insight
