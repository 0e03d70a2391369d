#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "view/terminal_text.h"
#include "view/writer.h"

namespace dbspan::cli {

/// Returns width, colours and character set for output to this descriptor. Colours depend on, in
/// this order: `--color`, NO_COLOR (if not empty), FORCE_COLOR, TERM=dumb, and whether the
/// descriptor is a terminal. If it is not a terminal, the width is COLUMNS or 100.
view::Look LookOf(int descriptor, ColourWhen colour);

/// Returns false if the terminal cannot move its cursor, according to TERM.
bool CanDrawScreens();

/// Returns the number of lines of a terminal; 24 if it is unknown.
std::size_t HeightOf(int terminal);

/// Returns the descriptor that a path names, such as `/dev/stdout` or `/dev/fd/63` (of a shell's
/// `>(…)`); -1: none.
int DescriptorNamedBy(const std::string& path);

/// Writes the whole text and retries after interruptions. Returns false if that fails, also with
/// ETIMEDOUT if a non-blocking descriptor takes nothing for the time `patience`.
bool WriteAll(int descriptor, std::string_view text,
              std::chrono::milliseconds patience = std::chrono::minutes{1});

/// Writes a regular file under a temporary name in the same directory and renames it, so that no
/// reader sees a part of it. Returns an error message, or an empty text.
std::string WriteFile(const std::string& path, std::string_view content);
/// Writes a file like that, with content that `produce` writes in pieces.
std::string WriteFile(const std::string& path,
                      const std::function<void(const view::Writer&)>& produce);

}  // namespace dbspan::cli
