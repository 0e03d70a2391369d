#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dbspan::view {

/// How a terminal, or what takes its place, shows text.
struct Look {
  std::size_t width = 100;  ///< In cells.
  bool colour = false;
  bool unicode = true;  ///< False: nothing but ASCII is written.
};

enum class Colour { kPlain, kBold, kDim, kRed, kGreen, kYellow, kCyan };

/// Makes text from outside harmless: control characters, C1, bidirectional overrides, invisible
/// characters and bytes that are no UTF-8 become `\x1b`, `\u202e`; line breaks and tabs become
/// blanks.
std::string Printable(std::string_view text);

/// Cells that a printable text takes: wide characters count 2, combining ones 0.
std::size_t CellsOf(std::string_view text);
/// Cuts at a character so that it takes at most `cells`, the `…` that says so included.
std::string CutTo(std::string_view text, std::size_t cells);
/// Cuts or fills with blanks, on the right or on the left.
std::string FillTo(std::string_view text, std::size_t cells);
std::string FillLeftTo(std::string_view text, std::size_t cells);

/// Puts escape sequences around the text if the look has colours. Meaning is never by colour alone.
std::string Paint(std::string_view text, Colour colour, const Look& look);

/// Breaks a text at blanks; all lines but the first begin with `indent` blanks.
std::string Wrap(std::string_view text, std::size_t width, std::size_t indent);

/// Replaces dbspan's own signs (`├─ █ … × ·`) by ASCII ones, and every other character by `?`.
std::string ToAscii(std::string_view text);

}  // namespace dbspan::view
