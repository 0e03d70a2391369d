#include "view/character_width.h"

#include <algorithm>
#include <array>

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

}  // namespace

bool IsHarmful(std::uint32_t code) { return IsIn(kHarmful, code); }

std::size_t CellsOf(std::uint32_t code) {
  if (IsIn(kCombining, code)) return 0;
  return IsIn(kWide, code) ? 2 : 1;
}

}  // namespace dbspan::view
