#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "insight/finding.h"
#include "insight/thresholds.h"
#include "view/forest.h"
#include "view/process_facts.h"
#include "view/store.h"

namespace dbspan::view {

/// A sentence about the recording itself: what was not traced, lost or left out.
struct Notice {
  enum class Level { kInfo, kWarning };
  Level level = Level::kInfo;
  std::string text;
  std::string advice;  ///< What to do; may be empty.
};

/// What is known of a run besides its spans.
struct RunFacts {
  std::string title;    ///< Name of the program or file.
  std::string command;  ///< Empty unless asked for: command lines carry passwords.
  std::string outcome;  ///< `exit 0`, `killed by SIGSEGV (core dumped)`; empty for files.
  int exit_code = 0;
  int signal = 0;
  std::int64_t started = 0;    ///< Unix nanoseconds; 0: unknown.
  std::int64_t duration = -1;  ///< -1: unknown.
  bool live = false;
  std::vector<Notice> notices;
  std::vector<ProcessFacts> processes;
  /// Variables that were set for it: name and value.
  std::vector<std::pair<std::string, std::string>> switches;
};

/// A finding with its place in the picture.
struct PlacedFinding {
  insight::Finding finding;
  std::string sentence;  ///< What was found, in one sentence.
  std::string advice;
  std::string where;  ///< `OrderLines, shop.cc:212`; empty: unknown.
  std::string parent;
  std::int64_t parent_duration = 0;
  std::uint32_t tree = 0;
  std::vector<std::uint32_t> rows;
};

/// Failed operations that were called from one place.
struct PlacedFailure {
  std::string label;
  std::string error;
  std::string where;
  std::size_t count = 0;
};

struct PictureOptions {
  insight::Thresholds thresholds;      ///< From where on something is a finding.
  std::int64_t burst_gap = kBurstGap;  ///< Nanoseconds; longer pauses end a burst.
};

/// Everything that a report shows, computed once, so that all writers show the same numbers. Lives
/// as long as nothing is added to its store.
struct Picture {
  const Store* store = nullptr;
  RunFacts run;
  Forest forest;
  std::vector<std::string> labels;      ///< By statement.
  std::vector<std::uint32_t> by_total;  ///< Statements, most total time first.
  std::vector<PlacedFinding> findings;
  std::vector<PlacedFailure> failures;        ///< Those whose place is known.
  std::vector<std::uint32_t> finding_of_row;  ///< Number from 1; 0: none.

  const StoredSpan* SpanOf(const Row& row) const {
    return row.span == kNoRow ? nullptr : &store->spans()[row.span];
  }
  /// What to call the row: label of its statement, else its name, else what it was made for.
  std::string NameOf(const Row& row) const;
};

Picture TakePicture(const Store& store, RunFacts run, const PictureOptions& options = {});

/// `postgres` for `postgresql`.
std::string_view ShortSystem(std::string_view system);

}  // namespace dbspan::view
