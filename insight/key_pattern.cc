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

bool IsSeparator(char c) { return c == ':' || c == '/' || c == '|' || c == '.'; }

// Appends the pattern of a key (KeyPattern) in one pass.
void AddKeyPattern(std::string_view key, std::string& pattern) {
  std::size_t begin = 0;
  bool tells_entries_apart = false;
  for (std::size_t at = 0;; ++at) {
    if (at < key.size() && !IsSeparator(key[at])) {
      tells_entries_apart |= IsDigit(key[at]) || key[at] == '@';
      continue;
    }
    const std::string_view part = key.substr(begin, at - begin);
    pattern += tells_entries_apart && !IsVersion(part) ? std::string_view{"*"} : part;
    if (at == key.size()) return;
    pattern += key[at];
    begin = at + 1;
    tells_entries_apart = false;
  }
}

// Returns the first key in the recorded text of a command; empty if there is none.
std::string_view FirstKeyIn(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return {};
  text.remove_prefix(blank + 1);
  const std::string_view key = text.substr(0, text.find(' '));
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
