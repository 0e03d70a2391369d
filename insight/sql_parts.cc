#include "insight/sql_parts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// ASCII only, because the locale of the program is not that of the statement.
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsOfWord(char c) {
  return (Upper(c) >= 'A' && Upper(c) <= 'Z') || IsDigit(c) || c == '_' || c == '$' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsOfOperator(char c) {
  return std::string_view{"<>=!-+*/@#&|~%^"}.find(c) != std::string_view::npos;
}

bool Is(std::string_view text, std::string_view upper) {
  return text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(),
                    [](char one, char other) { return Upper(one) == other; });
}

template <class... Words>
bool IsOneOf(std::string_view text, Words... words) {
  return (Is(text, words) || ...);
}

bool BeginsWith(std::string_view text, std::string_view upper) {
  return Is(text.substr(0, upper.size()), upper);
}

std::string_view WithoutSchema(std::string_view name) {
  name.remove_prefix(name.rfind('.') + 1);
  return name;
}

bool Locks(std::string_view function) {
  return BeginsWith(function, "PG_ADVISORY_") || BeginsWith(function, "PG_TRY_ADVISORY_") ||
         IsOneOf(function, "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS", "IS_FREE_LOCK",
                 "IS_USED_LOCK");
}

enum class TokenKind : std::uint8_t { kEnd, kWord, kValue, kOperator, kMark };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
};

/// Splits a sanitized text. Quoted names are words without a meaning here.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  Token Next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    if (rest_.empty()) return {};
    const char first = rest_.front();
    const char second = rest_.size() > 1 ? rest_[1] : ' ';
    if (first == '"' || first == '`') return Take(TokenKind::kWord, EndOfQuoted(first));
    if (first == '\'') return Take(TokenKind::kValue, EndOfQuoted(first));
    if (first == '?') return Take(TokenKind::kValue, 1);
    if (IsDigit(first) || (first == '$' && IsDigit(second))) {
      return Take(TokenKind::kValue, 1 + LengthOf(&IsOfWord, 1));
    }
    if (IsOfWord(first)) return Take(TokenKind::kWord, LengthOf(&IsOfWord, 0));
    if (IsOfOperator(first)) return Take(TokenKind::kOperator, LengthOf(&IsOfOperator, 0));
    return Take(TokenKind::kMark, 1);
  }

 private:
  Token Take(TokenKind kind, std::size_t size) {
    const Token token{kind, rest_.substr(0, size)};
    rest_.remove_prefix(token.text.size());
    return token;
  }
  std::size_t EndOfQuoted(char quote) const {
    const auto end = rest_.find(quote, 1);
    return end == std::string_view::npos ? rest_.size() : end + 1;
  }
  std::size_t LengthOf(bool (*is)(char), std::size_t from) const {
    std::size_t length = from;
    while (length < rest_.size() && is(rest_[length])) ++length;
    return length - from;
  }

  std::string_view rest_;
};

/// Reads the parts of a statement, token by token.
class PartReader {
 public:
  SqlParts Read(std::string_view text) {
    Tokens tokens{text};
    for (Token token = tokens.Next(); token.kind != TokenKind::kEnd; token = tokens.Next()) {
      Note(token);
      last_ = token;
    }
    return parts_;
  }

 private:
  /// What a value would be that came next.
  enum class Expected : std::uint8_t { kOther, kEqual, kRange, kList, kLimit, kOffset };

  void Note(const Token& token) {
    switch (token.kind) {
      case TokenKind::kWord:
        return NoteWord(token.text);
      case TokenKind::kValue:
        return NoteValue();
      case TokenKind::kOperator:
        return NoteOperator(token.text);
      case TokenKind::kMark:
        return NoteMark(token.text.front());
      case TokenKind::kEnd:
        return;
    }
  }

  void NoteWord(std::string_view word) {
    if (IsOneOf(word, "WHERE", "ON", "HAVING")) in_condition_ = true;
    parts_.from |= Is(word, "FROM");
    parts_.skip_locked |= Is(word, "LOCKED") && Is(last_.text, "SKIP");
    parts_.order |= Is(word, "ORDER");
    parts_.limit |= IsOneOf(word, "LIMIT", "FETCH", "TOP");
    if (IsOneOf(word, "ANY", "SOME", "ARRAY", "IN", "UNNEST")) {
      expected_ = Expected::kList;
    } else if (Is(word, "BETWEEN")) {
      expected_ = Expected::kRange;
    } else if (IsOneOf(word, "LIMIT", "OFFSET")) {
      expected_ = Is(word, "LIMIT") ? Expected::kLimit : Expected::kOffset;
    } else {
      is_called_ = expected_;  // `= lower(?)` compares with a value, too
      expected_ = Expected::kOther;
    }
  }

  void NoteValue() {
    parts_.value = true;
    parts_.equal |= expected_ == Expected::kEqual && in_condition_;
    parts_.range |= expected_ == Expected::kRange;
    parts_.list |= expected_ == Expected::kList;
    parts_.offset |= expected_ == Expected::kOffset;
    if (expected_ != Expected::kLimit) expected_ = Expected::kOther;
  }

  void NoteOperator(std::string_view text) {
    if (text == "-" || text == "+") return;  // the sign of a value
    const bool range = text == "<" || text == ">" || text == "<=" || text == ">=";
    expected_ = text == "=" ? Expected::kEqual : range ? Expected::kRange : Expected::kOther;
  }

  void NoteMark(char mark) {
    if (mark == ',') {  // MySQL: LIMIT offset, count
      expected_ = expected_ == Expected::kLimit ? Expected::kOffset : Expected::kOther;
    } else if (mark == '(' && last_.kind == TokenKind::kWord && !Is(last_.text, "VALUES")) {
      parts_.call = true;
      const std::string_view function = WithoutSchema(last_.text);
      parts_.lock |= Locks(function);
      parts_.notify |= Is(function, "PG_NOTIFY");
      if (expected_ == Expected::kOther) expected_ = is_called_;
    } else if (mark != '(' && mark != '[' && mark != ':') {
      expected_ = Expected::kOther;
    }
  }

  SqlParts parts_;
  Token last_;
  Expected expected_ = Expected::kOther;
  Expected is_called_ = Expected::kOther;
  bool in_condition_ = false;
};

}  // namespace

SqlParts ReadSqlParts(std::string_view text) { return PartReader{}.Read(text); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
