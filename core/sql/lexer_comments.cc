// Comments, and the punctuation that may begin one.
#include "core/sql/character.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

// In MySQL, `--` begins a comment only before a blank, a control character or the end of the text;
// otherwise it is arithmetic: `5--3`. Which bytes beyond ASCII are blanks depends on the character
// set.
Token Lexer::Dash() noexcept {
  if (!my_sql_ || end_ - at_ == 2) return LineComment();
  const auto behind = static_cast<unsigned char>(at_[2]);
  if (behind <= ' ' || behind == 0x7F) return LineComment();
  return behind < 0x80 ? Make(TokenKind::kPunctuation, at_ + 1) : Unsure();
}

Token Lexer::LineComment() noexcept {
  const char* line_end = at_;
  // Only a line feed ends MySQL's line comments; in some versions a NUL does too.
  while (line_end != end_ && *line_end != '\n' && (my_sql_ || *line_end != '\r')) {
    if (*line_end == '\0') return Unsure();
    ++line_end;
  }
  return Make(TokenKind::kComment, line_end);
}

Token Lexer::NestedComment() noexcept {
  std::size_t depth = 1;
  const char* at = at_ + 2;
  while (depth != 0) {
    while (at != end_ && *at != '*' && *at != '/') ++at;
    if (end_ - at < 2) return NotClosed();
    if (at[0] == '*' && at[1] == '/') {
      --depth;
      at += 2;
    } else if (at[0] == '/' && at[1] == '*') {
      ++depth;
      at += 2;
    } else {
      ++at;
    }
  }
  return Make(TokenKind::kComment, at);
}

Token Lexer::FlatComment() noexcept {
  const std::string_view rest{at_, static_cast<std::size_t>(end_ - at_)};
  const std::size_t close = rest.find("*/", 2);
  if (close == std::string_view::npos) return NotClosed();
  const bool executable = rest[2] == '!' || (rest[2] == 'M' && rest.size() > 3 && rest[3] == '!');
  if (!executable) {
    const bool nul = rest.substr(0, close).find('\0') != std::string_view::npos;
    return nul ? Unsure() : Make(TokenKind::kComment, at_ + close + 2);
  }
  // `/*!50100 … */` is code for some servers and a comment for others. It is read as code if both
  // readings yield the same tokens after it. If it contains a quote or an inner comment, they may
  // differ, and nothing is shown.
  const std::string_view inside = rest.substr(2, close - 2);
  if (in_executable_comment_ || inside.find_first_of("'\"`#$\\;") != std::string_view::npos ||
      inside.find("--") != std::string_view::npos || inside.find("/*") != std::string_view::npos) {
    return Unsure();
  }
  // No server executes this version, so the content is a comment.
  constexpr std::string_view kNever = "!99999";
  if (inside.substr(0, kNever.size()) == kNever) return Make(TokenKind::kComment, at_ + close + 2);
  in_executable_comment_ = true;
  const char* code = at_ + (rest[2] == '!' ? 3 : 4);
  return Make(TokenKind::kComment, SkipWhile(code, end_, kDigitBit));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
