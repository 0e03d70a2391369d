// Tokens that begin with a dollar: parameters, literals between tags, names.
#include "core/sql/character.h"
#include "core/sql/lexer.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {

Token Lexer::Dollar() noexcept {
  const char* at = at_ + 1;
  if (at == end_ || !Is(*at, kDigitBit)) {
    if (FollowsName()) return Unsure();
    return my_sql_ ? MySqlDollar() : PostgresDollar();
  }
  at = SkipWhile(at, end_, kDigitBit);
  // `$1e'…'`: a parameter and a string for some versions of Postgres, a mistake for others.
  const bool unclear = at != end_ && Is(*at, kNameStartBit);
  return unclear ? Unsure() : Make(TokenKind::kParameter, at);
}

Token Lexer::PostgresDollar() noexcept {
  const char* at = at_ + 1;
  if (at != end_ && Is(*at, kNameStartBit)) {
    while (at != end_ && *at != '$' && Is(*at, kNameBit)) ++at;
  }
  if (at == end_ || *at != '$') return Make(TokenKind::kPunctuation, at_ + 1);
  const std::string_view tag = Between(at_, at + 1);
  const std::string_view rest = Between(at + 1, end_);
  const std::size_t close = rest.find(tag);
  if (close == std::string_view::npos) return Unsure();
  return Make(TokenKind::kString, at + 1 + close + tag.size());
}

// `$…$` is a literal in MySQL 9, and two names in older servers and MariaDB. It is read as a
// literal only if both readings continue identically after it.
Token Lexer::MySqlDollar() noexcept {
  const char* at = at_ + 1;
  while (at != end_ && *at != '$' && Is(*at, kNameBit)) ++at;
  if (at == end_ || *at != '$') {
    return at == at_ + 1                   ? Make(TokenKind::kPunctuation, at)
           : IsValidUtf8(Between(at_, at)) ? Make(TokenKind::kWord, at)
                                           : Unsure();
  }
  const std::string_view tag = Between(at_, at + 1);
  const std::string_view rest = Between(at + 1, end_);
  const std::size_t close = rest.find(tag);
  if (close == std::string_view::npos) return Unsure();
  const std::string_view body = rest.substr(0, close);
  const bool alike =
      body.find_first_of(std::string_view{"'\"`\\#-/$\0", 9}) == std::string_view::npos &&
      IsValidUtf8(body);
  const char* body_end = at + 1 + close + tag.size();
  const bool ends = body_end == end_ || !Is(*body_end, kNameBit);
  return alike && ends ? Make(TokenKind::kString, body_end) : Unsure();
}

}  // namespace dbspan::sql_text
