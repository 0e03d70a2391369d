#include "view/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "view/utf8.h"

namespace dbspan::view {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

template <std::size_t kSize>
bool IsIn(const std::array<Range, kSize>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

// Characters that are invisible or change how others are shown: controls, bidirectional marks,
// characters of zero width, line separators, tags, byte order mark, private use.
constexpr std::array<Range, 13> kHarmful{{{0x00, 0x1F},
                                          {0x7F, 0x9F},
                                          {0xAD, 0xAD},
                                          {0x61C, 0x61C},
                                          {0x180E, 0x180E},
                                          {0x200B, 0x200F},
                                          {0x2028, 0x202E},
                                          {0x2060, 0x206F},
                                          {0xFE00, 0xFE0F},
                                          {0xFEFF, 0xFEFF},
                                          {0xFFF0, 0xFFFB},
                                          {0xE000, 0xF8FF},
                                          {0xE0000, 0x10FFFF}}};

// Characters that combine with the one before them and take no cell (blocks that terminals
// support).
constexpr std::array<Range, 8> kCombining{{{0x300, 0x36F},
                                           {0x483, 0x489},
                                           {0x591, 0x5BD},
                                           {0x610, 0x61A},
                                           {0x64B, 0x65F},
                                           {0x1AB0, 0x1AFF},
                                           {0x20D0, 0x20FF},
                                           {0xFE20, 0xFE2F}}};

// Characters that take two cells: East Asian Wide and Fullwidth (Unicode, EastAsianWidth.txt,
// merged into blocks), and pictographs.
constexpr std::array<Range, 13> kWide{{{0x1100, 0x115F},
                                       {0x231A, 0x231B},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0x33FF},
                                       {0x3400, 0x4DBF},
                                       {0x4E00, 0x9FFF},
                                       {0xA000, 0xA4CF},
                                       {0xA960, 0xA97C},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0x1F300, 0x3FFFD}}};

std::size_t CellsOf(std::uint32_t code) {
  if (IsIn(kCombining, code)) return 0;
  return IsIn(kWide, code) ? 2 : 1;
}

std::string Escaped(const Character& character) {
  std::array<char, 16> text{};
  const char* format = character.code <= 0xFF ? "\\x%02x" : "\\u%04x";
  std::snprintf(text.data(), text.size(), format, character.code);
  return text.data();
}

const char* SequenceOf(Colour colour) {
  switch (colour) {
    case Colour::kPlain:
      return "";
    case Colour::kBold:
      return "\x1b[1m";
    case Colour::kDim:
      return "\x1b[2m";
    case Colour::kRed:
      return "\x1b[31m";
    case Colour::kGreen:
      return "\x1b[32m";
    case Colour::kYellow:
      return "\x1b[33m";
    case Colour::kCyan:
      return "\x1b[36m";
  }
  return "";
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kAscii{{{"├─", "|-"},
                                                                                {"└─", "`-"},
                                                                                {"│", "|"},
                                                                                {"█", "#"},
                                                                                {"▒", "?"},
                                                                                {"…", "~"},
                                                                                {"⋯", "~"},
                                                                                {"×", "x"},
                                                                                {"·", "-"},
                                                                                {"«", "<"},
                                                                                {"»", ">"},
                                                                                {"→", ">"},
                                                                                {"←", "<"},
                                                                                {"µ", "u"},
                                                                                {"–", "-"},
                                                                                {"≥", ">"},
                                                                                {"≤", "<"},
                                                                                {"’", "'"}}};

}  // namespace

std::string Printable(std::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  while (!text.empty()) {
    const Character first = DecodeFirst(text);
    if (first.valid && (first.code == '\n' || first.code == '\t' || first.code == '\r')) {
      printable += ' ';
    } else if (!first.valid || IsIn(kHarmful, first.code)) {
      printable += Escaped(first);
    } else {
      printable.append(text.substr(0, first.size));
    }
    text.remove_prefix(first.size);
  }
  return printable;
}

std::size_t CellsOf(std::string_view text) {
  std::size_t cells = 0;
  while (!text.empty()) {
    const Character first = DecodeFirst(text);
    cells += CellsOf(first.code);
    text.remove_prefix(first.size);
  }
  return cells;
}

std::string CutTo(std::string_view text, std::size_t cells) {
  if (text.size() <= cells || CellsOf(text) <= cells) return std::string{text};
  if (cells == 0) return {};
  std::size_t used = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Character next = DecodeFirst(text.substr(end));
    const std::size_t width = CellsOf(next.code);
    if (used + width > cells - 1) break;
    used += width;
    end += next.size;
  }
  return std::string{text.substr(0, end)} + "…";
}

std::string FillTo(std::string_view text, std::size_t cells) {
  std::string filled = CutTo(text, cells);
  filled.append(cells - CellsOf(filled), ' ');
  return filled;
}

std::string FillLeftTo(std::string_view text, std::size_t cells) {
  const std::string cut = CutTo(text, cells);
  return std::string(cells - CellsOf(cut), ' ') + cut;
}

std::string Paint(std::string_view text, Colour colour, const Look& look) {
  if (!look.colour || colour == Colour::kPlain || text.empty()) return std::string{text};
  return SequenceOf(colour) + std::string{text} + "\x1b[0m";
}

std::string Wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::string wrapped;
  std::size_t used = 0;
  bool first_word = true;
  while (!text.empty()) {
    const auto blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    const std::size_t cells = CellsOf(word);
    const bool fits = used + cells + (first_word ? 0 : 1) <= width;
    if (!fits && !first_word && !word.empty()) {
      while (!wrapped.empty() && wrapped.back() == ' ') wrapped.pop_back();
      wrapped += '\n' + std::string(indent, ' ');
      used = indent;
    } else if (!first_word) {
      wrapped += ' ';
      ++used;
    }
    const std::string piece =
        used + cells > width ? CutTo(word, width - std::min(width, used)) : std::string{word};
    wrapped += piece;
    used += CellsOf(piece);
    first_word = false;
    if (blank == std::string_view::npos) break;
    text.remove_prefix(blank + 1);
  }
  return wrapped;
}

std::string ToAscii(std::string_view text) {
  std::string ascii;
  while (!text.empty()) {
    const Character first = DecodeFirst(text);
    if (first.code < 0x80 && first.valid) {
      ascii += text[0];
      text.remove_prefix(1);
      continue;
    }
    const auto* const known =
        std::find_if(kAscii.begin(), kAscii.end(), [text](const auto& replacement) {
          return text.substr(0, replacement.first.size()) == replacement.first;
        });
    ascii += known == kAscii.end() ? std::string_view{"?"} : known->second;
    text.remove_prefix(known == kAscii.end() ? first.size : known->first.size());
  }
  return ascii;
}

}  // namespace dbspan::view
