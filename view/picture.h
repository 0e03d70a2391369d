#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "insight/thresholds.h"
#include "view/forest.h"
#include "view/placed_finding.h"
#include "view/process_facts.h"
#include "view/store.h"

namespace dbspan::view {

/// A message about the recording itself, for example that data was not traced, lost or left out.
struct Notice {
  enum class Level { kInfo, kWarning };
  Level level = Level::kInfo;
  std::string text;
  std::string advice;  ///< What the user can do; may be empty.
};

inline bool IsWarning(const Notice& notice) { return notice.level == Notice::Level::kWarning; }

/// Facts about a run that its spans do not contain.
struct RunFacts {
  std::string title;    ///< Name of the program or file.
  std::string command;  ///< Empty unless requested, because command lines may contain passwords.
  std::string outcome;  ///< `exit 0`, `killed by SIGSEGV (core dumped)`; empty for files.
  int exit_code = 0;
  int signal = 0;
  std::int64_t dead_thread = 0;  ///< Thread whose signal killed it; 0: unknown.
  std::int64_t started = 0;      ///< Unix nanoseconds; 0: unknown.
  std::int64_t duration = -1;    ///< -1: unknown.
  bool live = false;
  std::vector<Notice> notices;
  std::vector<ProcessFacts> processes;
  /// Environment variables that were set for the run: name and value.
  std::vector<std::pair<std::string, std::string>> switches;
};

/// Operations that failed with the same error and were called from the same place.
struct PlacedFailure {
  std::string label;
  std::string error;
  std::string where;
  std::size_t count = 0;
};

struct PictureOptions {
  insight::Thresholds thresholds;      ///< When operations become a finding.
  std::int64_t burst_gap = kBurstGap;  ///< Nanoseconds; longer pauses end a burst.
};

/// All data that a report shows, computed once, so that all writers show the same numbers. It is
/// invalid as soon as something is added to its store.
struct Picture {
  const Store* store = nullptr;
  RunFacts run;
  Forest forest;
  std::vector<std::string> labels;      ///< Label of each statement.
  std::vector<std::uint32_t> by_total;  ///< Indices of statements, most total time first.
  std::vector<PlacedFinding> findings;
  std::vector<PlacedFailure> failures;        ///< Those with a call site, the most frequent first.
  std::vector<std::uint32_t> finding_of_row;  ///< For each row: its finding, from 1; 0: none.

  const StoredSpan* SpanOf(const Row& row) const {
    return row.span == kNoRow ? nullptr : &store->spans()[row.span];
  }
  /// Returns the name to show for a row: the label of its statement, else the name of its span; for
  /// a row without a span, a description of the group.
  std::string NameOf(const Row& row) const;
};

/// Places the processes of the store (`Store::PlaceProcesses`).
Picture TakePicture(Store& store, RunFacts run, const PictureOptions& options = {});

/// Sets how the store finds findings before it evicts spans (`Store::FindBeforeEviction`).
void KeepFindings(Store& store, const PictureOptions& options);

/// Returns the name of a system as shown: `postgres` for `postgresql`, others unchanged.
std::string_view ShortSystem(std::string_view system);

}  // namespace dbspan::view
