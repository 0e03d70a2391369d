// Tokens that begin with a dollar: parameters, literals between tags, names.
#include <cstddef>

#include "core/sql/character.h"
#include "core/sql/lexer.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

Token Lexer::Dollar() noexcept {
  if (AtStrayWord()) return NotClosed();
  const char* at = at_ + 1;
  if (at == end_ || !Is(*at, kDigitBit)) {
    if (FollowsForeign()) return Unsure();
    return my_sql_ ? MySqlDollar() : PostgresDollar();
  }
  at = SkipWhile(at, end_, kDigitBit);
  // `$1e'…'`: a parameter and a string for some versions of Postgres, a mistake for others.
  // `$1$…$1$`: a mistake, meant as a literal between tags.
  const bool unclear = at != end_ && (Is(*at, kNameStartBit) || *at == '$');
  if (unclear) return Unsure();
  // Postgres has at most 65535 parameters, and MySQL's are not numbered: this is an amount of
  // money.
  constexpr std::ptrdiff_t kLongestParameter = 6;
  const bool amount = my_sql_ || at - at_ > kLongestParameter;
  return Make(amount ? TokenKind::kNumber : TokenKind::kParameter, at);
}

// A dollar that begins neither a parameter nor a literal is a mistake for every version of
// Postgres. It may begin a tag that is misspelled: `$a-b$ … $a-b$`.
Token Lexer::PostgresDollar() noexcept {
  const char* at = at_ + 1;
  if (at != end_ && Is(*at, kNameStartBit)) {
    while (at != end_ && *at != '$' && Is(*at, kNameBit)) ++at;
  }
  if (at == end_ || *at != '$') return Unsure();
  const std::string_view tag = Between(at_, at + 1);
  const std::string_view rest = Between(at + 1, end_);
  const std::size_t close = rest.find(tag);
  if (close == std::string_view::npos) return NotClosed();
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
  if (close == std::string_view::npos) return NotClosed();
  const std::string_view body = rest.substr(0, close);
  const bool alike =
      body.find_first_of(std::string_view{"'\"`\\#-/$\0", 9}) == std::string_view::npos &&
      IsValidUtf8(body);
  const char* body_end = at + 1 + close + tag.size();
  const bool ends = body_end == end_ || !Is(*body_end, kNameBit);
  return alike && ends ? Make(TokenKind::kString, body_end) : Unsure();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
