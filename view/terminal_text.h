#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dbspan::view {

/// Properties of the output: width, colours and character set.
struct Look {
  std::size_t width = 100;  ///< In cells.
  bool colour = false;
  bool unicode = true;  ///< False: only ASCII is written.
};

enum class Colour { kPlain, kBold, kDim, kRed, kGreen, kYellow, kCyan };

/// Makes text from outside safe to print: control characters (C0 and C1), bidirectional overrides,
/// invisible characters and bytes that are not UTF-8 become escapes such as `\x1b` and `\u202e`;
/// line breaks and tabs become blanks.
std::string Printable(std::string_view text);

/// Returns the cells that a printable text takes: 2 per wide character, 0 per combining one.
std::size_t CellsOf(std::string_view text);
/// Cuts a longer text at a character boundary to at most `cells`, including the `…` at its end.
std::string CutTo(std::string_view text, std::size_t cells);
/// Cuts the text or pads it with blanks to exactly `cells`: on the right, or on the left.
std::string FillTo(std::string_view text, std::size_t cells);
std::string FillLeftTo(std::string_view text, std::size_t cells);

/// Adds escape sequences for a colour if `look.colour` is set. Reports must not convey anything by
/// colour alone.
std::string Paint(std::string_view text, Colour colour, const Look& look);

/// Breaks a text into lines at blanks; all lines except the first begin with `indent` blanks.
std::string Wrap(std::string_view text, std::size_t width, std::size_t indent);

/// Replaces dbspan's own symbols (`├─ █ … × ·`) by ASCII ones and all other non-ASCII characters by
/// `?`.
std::string ToAscii(std::string_view text);

}  // namespace dbspan::view
