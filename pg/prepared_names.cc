#include "pg/prepared_names.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/sql/character.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kSpaces = " \t\n\r\f\v";

bool IsOfWord(char c) noexcept { return sql_text::Is(c, sql_text::kNameBit); }

bool StartsWithWord(std::string_view text, std::string_view word) noexcept {
  if (text.size() > word.size() && IsOfWord(text[word.size()])) return false;
  return sql_text::EqualsIgnoringCase(text.substr(0, word.size()), word);
}

/// Removes a word from the start of a text, and the spaces after it, if it is there.
bool Take(std::string_view& text, std::string_view word) noexcept {
  if (!StartsWithWord(text, word)) return false;
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return true;
}

/// Names in SQL that are longer are cut by the server (NAMEDATALEN).
constexpr std::size_t kLongestName = 63;

/// Returns the name at the start of a text, in the form in which the server keeps it, if that is
/// certain.
std::optional<std::string> NameAt(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string name;
  if (text.front() == '"') {
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == '"' && (i + 1 == text.size() || text[++i] != '"')) {
        return name.size() > kLongestName ? std::nullopt : std::optional{std::move(name)};
      }
      name += text[i];
    }
    return std::nullopt;
  }
  for (const char c : text) {
    if (!IsOfWord(c)) break;
    if (static_cast<unsigned char>(c) >= 0x80U) return std::nullopt;  // folded by the locale
    name += sql_text::FoldCase(c);
  }
  const bool has_escapes = name == "u" && text.substr(1, 2) == "&\"";  // U&"d\0061t"
  if (name.empty() || name.size() > kLongestName || has_escapes) return std::nullopt;
  return name;
}

bool StartsWithCommand(std::string_view text) noexcept {
  return StartsWithWord(text, "deallocate") || StartsWithWord(text, "discard") ||
         StartsWithWord(text, "prepare");
}

/// Tells whether one of the statements in a text may begin with such a command. The content of a
/// literal or a comment may look like a beginning, too.
bool MayChangeAny(std::string_view sql) noexcept {
  const std::string_view first = sql_text::LeadingWord(sql);
  const bool single = sql.find(';') == std::string_view::npos;
  if (single && !first.empty()) return StartsWithCommand(first);
  bool begins = true;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (begins && StartsWithCommand(sql.substr(i))) return true;
    // A statement begins after a semicolon, and after a comment: `*/` or the end of a line.
    if (c == ';' || c == '\n' || (c == '/' && i > 0 && sql[i - 1] == '*')) {
      begins = true;
    } else if (kSpaces.find(c) == std::string_view::npos) {
      begins = false;
    }
  }
  return false;
}

/// Tells whether DISCARD is certainly followed by something else than ALL.
bool DiscardsOther(std::string_view what) noexcept {
  return StartsWithWord(what, "plans") || StartsWithWord(what, "sequences") ||
         StartsWithWord(what, "temp") || StartsWithWord(what, "temporary");
}

}  // namespace

ChangedNames NamesChangedBy(std::string_view sql) {
  if (!MayChangeAny(sql)) return {};
  sql.remove_prefix(std::min(sql.find_first_not_of(kSpaces), sql.size()));
  sql = sql.substr(0, sql.find_last_not_of(" \t\n\r\f\v;") + 1);
  if (sql.find(';') != std::string_view::npos) return {true, {}};
  std::optional<std::string> name;
  if (Take(sql, "discard")) return {!DiscardsOther(sql), {}};
  if (Take(sql, "deallocate")) {
    Take(sql, "prepare");
    if (!StartsWithWord(sql, "all")) name = NameAt(sql);
  } else if (Take(sql, "prepare")) {
    if (StartsWithWord(sql, "transaction")) return {};
    name = NameAt(sql);
  }
  return {!name, std::move(name)};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
