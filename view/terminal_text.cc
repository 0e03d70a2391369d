#include "view/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "view/character_width.h"
#include "view/utf8.h"

namespace dbspan::view {
namespace {

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
    } else if (!first.valid || IsHarmful(first.code)) {
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
