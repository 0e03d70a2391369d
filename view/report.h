#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"

namespace dbspan::view {

struct ReportOptions {
  std::size_t lines = 40;       ///< Limit of lines for all trees together; half for failures.
  std::size_t statements = 10;  ///< Rows of the table.
};

/// Returns the first line of the report: program, outcome, and numbers of its database operations.
/// It is not cut to a width.
std::string Headline(const Picture& picture);

/// Returns the part of the report that the terminal shows even if the report is written to a file:
/// headline, notices and operations in flight.
std::string DrawHead(const Picture& picture, const Look& look);

/// Returns the whole report for a terminal: headline, notices, operations in flight, trees,
/// statements, findings. Texts from outside are made printable; no line is wider than `look.width`.
std::string DrawReport(const Picture& picture, const Look& look, const ReportOptions& options);

}  // namespace dbspan::view
