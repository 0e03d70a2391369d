#include "insight/key_pattern.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsVersion(std::string_view part) {
  return part.size() > 1 && part.size() < 4 && part[0] == 'v' &&
         std::all_of(part.begin() + 1, part.end(), IsDigit);
}

enum class InKey : std::uint8_t { kOther, kSeparator, kIdentifying };

constexpr std::array<InKey, 256> MakeCharactersOfKeys() {
  std::array<InKey, 256> characters{};
  for (const char c : {':', '/', '|', '.'}) {
    characters[static_cast<unsigned char>(c)] = InKey::kSeparator;
  }
  for (const char c : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '@'}) {
    characters[static_cast<unsigned char>(c)] = InKey::kIdentifying;
  }
  return characters;
}

constexpr std::array<InKey, 256> kCharactersOfKeys = MakeCharactersOfKeys();

// Appends the pattern of a key (KeyPattern) in one pass. A pattern is never longer than its key.
void AddKeyPattern(std::string_view key, std::string& pattern) {
  const std::size_t before = pattern.size();
  pattern.resize(before + key.size());
  char* const text = pattern.data();
  std::size_t size = before;
  std::size_t part = before;  // where the current part begins
  bool tells_entries_apart = false;
  const auto end_part = [&] {
    if (!tells_entries_apart || IsVersion({text + part, size - part})) return;
    text[part] = '*';
    size = part + 1;
  };
  for (const char c : key) {
    const InKey what = kCharactersOfKeys[static_cast<unsigned char>(c)];
    if (what != InKey::kSeparator) {
      tells_entries_apart |= what == InKey::kIdentifying;
      text[size++] = c;
      continue;
    }
    end_part();
    text[size++] = c;
    part = size;
    tells_entries_apart = false;
  }
  end_part();
  pattern.resize(size);
}

// Returns the first key in the recorded text of a command; empty if there is none.
std::string_view FirstKeyIn(std::string_view text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return {};
  const auto begin = blank + 1;
  std::string_view key = text.substr(begin, text.find(' ', begin) - begin);
  const auto end_of_line = text.substr(0, begin + key.size()).find('\n');
  if (end_of_line < begin) return {};
  key = key.substr(0, end_of_line - begin);
  return key == "?" ? std::string_view{} : key;
}

// Calls `visit(piece, end)` for the pieces between separators. `end` is the separator after the
// piece; empty for the last piece.
template <class Visit>
void Split(std::string_view text, std::string_view separators, Visit&& visit) {
  while (true) {
    const auto at = text.find_first_of(separators);
    if (at == std::string_view::npos) return visit(text, std::string_view{});
    visit(text.substr(0, at), text.substr(at, 1));
    text.remove_prefix(at + 1);
  }
}

std::string LinePattern(std::string_view line) {
  std::string pattern;
  std::string last;
  bool first = true;
  Split(line, " ", [&](std::string_view word, std::string_view /*end*/) {
    std::string next = first ? std::string{word} : KeyPattern(word);
    if (!first && next == last) return;
    if (!first) pattern += ' ';
    pattern += next;
    last = std::move(next);
    first = false;
  });
  return pattern;
}

}  // namespace

std::string KeyPattern(std::string_view key) {
  std::string pattern;
  AddKeyPattern(key, pattern);
  return pattern;
}

void AddCommandLabel(std::string_view name, std::string_view text, std::string& label) {
  label += name;
  const bool mixed = name.substr(0, 8) == "PIPELINE" || name == "MULTI";
  const std::string_view key = mixed ? std::string_view{} : FirstKeyIn(text);
  if (key.empty()) return;
  label += ' ';
  AddKeyPattern(key, label);
}

std::string_view KeyIn(std::string_view label) {
  const auto blank = label.find(' ');
  return blank == std::string_view::npos ? std::string_view{} : label.substr(blank + 1);
}

std::string CommandPattern(std::string_view text) {
  std::string pattern;
  std::string last;
  bool first = true;
  Split(text, "\n", [&](std::string_view line, std::string_view /*end*/) {
    std::string next = LinePattern(line);
    if (!first && next == last) return;
    if (!first) pattern += '\n';
    pattern += next;
    last = std::move(next);
    first = false;
  });
  return pattern;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
