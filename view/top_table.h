#pragma once

#include <cstddef>
#include <string>

#include "view/terminal_text.h"
#include "view/top_snapshot.h"

namespace dbspan::view {

/// State of the controls of `dbspan top`.
struct TopChoices {
  enum class Sort { kTotal, kMean, kP95, kCount, kRate, kFailed, kHits };
  Sort sort = Sort::kTotal;
  bool reverse = false;
  bool since_start = false;  ///< False: only the last ten seconds.
  bool wrap = false;         ///< Wrap long texts instead of cutting them.
  bool paused = false;
  std::size_t selected = 0;
  std::string filter;    ///< Words; the name or text of a statement must contain all of them.
  bool typing = false;   ///< The filter is being typed.
  bool details = false;  ///< Text, errors and traces of the selected statement are shown.
  bool help = false;
  bool output = false;      ///< The program's output is shown instead of the table.
  std::string output_text;  ///< Its last part.
  std::string message;      ///< Shown above the keys instead of the operations in flight.
  std::string trouble;      ///< Why the run sends no newer snapshot; shown in the same place.
};

/// What a screen shows.
struct TopShown {
  std::size_t rows = 0;  ///< Number of statements that match the filter.
  std::string selected;  ///< Hash of the selected one.
};

/// Returns a screen of at most `height` lines: heading, table of statements, operations in flight,
/// keys. The table shows the difference between `now` and `before`, or the sums since the start if
/// `before` is null. If `height` is 0, returns the whole table without keys and selection. No line
/// is wider than `look.width`. Sets `shown`, if it is not null, to what can be selected.
std::string DrawTop(const TopSnapshot& now, const TopSnapshot* before, const TopChoices& choices,
                    const Look& look, std::size_t height, TopShown* shown = nullptr);

}  // namespace dbspan::view
