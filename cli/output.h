#pragma once

#include <string>
#include <string_view>

#include "cli/options.h"
#include "view/terminal_text.h"

namespace dbspan::cli {

/// How to write to this descriptor: width, colours and characters. Colours: `--color`, then
/// NO_COLOR (not empty), FORCE_COLOR, TERM=dumb, then whether it is a terminal. No terminal: 100
/// columns, or COLUMNS.
view::Look LookOf(int descriptor, ColourWhen colour);

/// Writes everything, through interruptions; false if that fails.
bool WriteAll(int descriptor, std::string_view text);

/// Writes a file, first under another name beside it, so that nobody sees half of it. Returns the
/// reason if it fails, else nothing.
std::string WriteFile(const std::string& path, std::string_view content);

}  // namespace dbspan::cli
