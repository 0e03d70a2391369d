#pragma once

#include <cstddef>
#include <string>

#include "view/terminal_text.h"
#include "view/top_snapshot.h"

namespace dbspan::view {

/// What the reader of `dbspan top` has chosen.
struct TopChoices {
  enum class Sort { kTotal, kMean, kP95, kCount, kRate, kFailed, kHits };
  Sort sort = Sort::kTotal;
  bool reverse = false;
  bool since_start = false;  ///< Else the last ten seconds.
  bool wrap = false;         ///< Texts whole instead of cut.
  bool paused = false;
  std::size_t selected = 0;
  std::string filter;    ///< Words that a statement's name or text must all have.
  bool typing = false;   ///< The filter is being typed.
  bool details = false;  ///< The selected statement's text is shown.
  bool help = false;
};

/// The statements of `now`, less those of `before` (null: since the start), as a screen of at most
/// `height` lines: heading, table, what is in flight, keys. No line is wider than the look; 0: no
/// screen, so the whole table without keys and selection. Sets `rows` to how many match.
std::string DrawTop(const TopSnapshot& now, const TopSnapshot* before, const TopChoices& choices,
                    const Look& look, std::size_t height, std::size_t* rows = nullptr);

}  // namespace dbspan::view
