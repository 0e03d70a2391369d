#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"

namespace dbspan::view {

struct ReportOptions {
  std::size_t lines = 40;       ///< Of trees in all.
  std::size_t statements = 10;  ///< Rows of the table.
};

/// The first line: what ran, how it ended, how much it asked of databases. One line, uncut.
std::string Headline(const Picture& picture);

/// The headline, notices and what was in flight: what is shown even where the report goes to a
/// file.
std::string DrawHead(const Picture& picture, const Look& look);

/// The whole report for a terminal: headline, notices, what was in flight, trees, statements,
/// findings. Every text from outside is printable; no line is wider than the look.
std::string DrawReport(const Picture& picture, const Look& look, const ReportOptions& options);

}  // namespace dbspan::view
