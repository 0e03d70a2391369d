#include "insight/key_pattern.h"

#include <algorithm>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsVersion(std::string_view part) {
  return part.size() > 1 && part.size() < 4 && part[0] == 'v' &&
         std::all_of(part.begin() + 1, part.end(), IsDigit);
}

bool TellsEntriesApart(std::string_view part) {
  return std::any_of(part.begin(), part.end(), [](char c) { return IsDigit(c) || c == '@'; }) &&
         !IsVersion(part);
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
  Split(key, ":/|.", [&pattern](std::string_view part, std::string_view end) {
    pattern += TellsEntriesApart(part) ? std::string_view{"*"} : part;
    pattern += end;
  });
  return pattern;
}

std::string CommandLabel(std::string_view name, std::string_view text, std::string& key) {
  text = text.substr(0, text.find('\n'));
  const auto blank = text.find(' ');
  if (blank != std::string_view::npos) {
    text.remove_prefix(blank + 1);
    text = text.substr(0, text.find(' '));
    if (text != "?") key = KeyPattern(text);
  }
  std::string label{name};
  const bool mixed = name.substr(0, 8) == "PIPELINE" || name == "MULTI";
  if (!key.empty() && !mixed) label.append(1, ' ').append(key);
  return label;
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
