#include "core/sql/statement.h"

#include <cstdint>
#include <functional>

#include "core/metrics/series_limit.h"
#include "core/sql/character.h"
#include "core/sql/keyword.h"
#include "core/sql/plain_stretch.h"
#include "core/sql/preceding.h"
#include "core/sql/sanitizer.h"
#include "core/sql/secret_watch.h"
#include "core/sql/summarizer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Finds the place for a comment: after the last token, but before a final semicolon.
class CommentPlace {
 public:
  void OnToken(const Token& token, std::string_view text) noexcept {
    if (token.kind == TokenKind::kSpace) return;
    if (token.kind == TokenKind::kComment) possible_ = false;
    if (token.text.front() != ';') OnTokenEnd(token.text.data() + token.text.size(), text);
  }
  void OnTokenEnd(const char* token_end, std::string_view text) noexcept {
    at_ = static_cast<std::size_t>(token_end - text.data());
  }
  void Forbid() noexcept { possible_ = false; }
  std::size_t at() const noexcept { return possible_ && at_ != 0 ? at_ : Statement::kNoComment; }

 private:
  bool possible_ = true;
  std::size_t at_ = 0;
};

enum class Reading : std::uint8_t { kByStretches, kTokenByToken };

/// Returns the part of a text before its first quote and the prefix of that quote; all of it if it
/// has no quote.
std::string_view BeforeQuotes(std::string_view text) noexcept {
  const std::size_t quote = text.find_first_of("'\"`");
  if (quote == std::string_view::npos) return text;
  text = text.substr(0, quote);
  while (!text.empty() && Is(text.back(), kNameBit)) text.remove_suffix(1);
  return text;
}

enum class End : std::uint8_t { kKnown, kUnsure };

/// With End::kUnsure, something follows the text that cannot be read.
template <Reading reading>
Statement Read(std::string_view text, const Syntax& syntax, std::size_t limit,
               End end = End::kKnown) {
  Lexer lexer{text, syntax};
  CommentPlace comment_place;
  Sanitizer sanitizer{text.size(), limit};
  Summarizer summarizer{lexer.my_sql()};
  SecretWatch secrets{lexer.my_sql()};
  Preceding before;
  for (;;) {
    PlainStretch::Word word;
    if (reading == Reading::kByStretches && secrets.IsIdle() && sanitizer.IsIdle() &&
        summarizer.IsIdle() && !lexer.AtStrayWord()) {
      const PlainStretch stretch = ReadPlainStretch(lexer, sanitizer, summarizer, before);
      if (stretch.token_end != nullptr) comment_place.OnTokenEnd(stretch.token_end, text);
      word = stretch.next;
    }
    const bool found = word.keyword != Keyword::kNone;
    while (!found && lexer.TakeBlank()) {
      sanitizer.OnBlank();
      summarizer.OnBlank(lexer.Peek());
    }
    // A new object each time: assigning would cost as much as reading.
    Token token = found ? lexer.Take(word.text) : lexer.Next();
    if (token.kind == TokenKind::kEnd && end == End::kKnown) break;
    if (token.kind == TokenKind::kUnsure && lexer.MisplacesQuotes()) {
      const std::string_view known = BeforeQuotes(text);
      if (known.size() != text.size()) return Read<reading>(known, syntax, limit, End::kUnsure);
    }
    if (token.kind == TokenKind::kUnsure || token.kind == TokenKind::kEnd) {
      sanitizer.OnUnsure();
      comment_place.Forbid();
      break;
    }
    Keyword keyword = word.keyword;
    if (!found && token.kind == TokenKind::kWord) keyword = FindKeyword(token.text, lexer.end());
    if (keyword == Keyword::kValue && secrets.InsertsMySqlRows()) keyword = Keyword::kValues;
    comment_place.OnToken(token, text);
    const SecretWatch::Shown shown = secrets.ShowValue(token, keyword, before, lexer);
    if (shown != SecretWatch::Shown::kAsItIs) token.kind = TokenKind::kString;
    if (shown == SecretWatch::Shown::kNot) {
      before.Follow(token, keyword);
      continue;
    }
    sanitizer.OnToken(token, keyword, before);
    summarizer.OnToken(token, keyword, before, lexer.Peek());
    if (sanitizer.BehindRow()) lexer.SkipLiteralRows();
    if (sanitizer.AtList() && lexer.SkipLiteralList()) sanitizer.OnSkippedList();
    if (sanitizer.AtTypeModifiers()) sanitizer.OnTypeModifiers(lexer.TakeTypeModifiers());
    if (secrets.HidesTheRest(token, keyword, before, lexer)) {
      comment_place.Forbid();
      if (lexer.PeekBehindBlanks() != '\0') sanitizer.OnHiddenRest();
      break;
    }
    if (secrets.MayHaveChangedSession()) lexer.ForgetSettings();
    before.Follow(token, keyword);
  }
  Statement statement;
  statement.text = sanitizer.Take();
  statement.summary = summarizer.TakeSummary();
  statement.procedure = summarizer.TakeProcedure();
  const std::hash<std::string_view> hash;
  statement.series_hash = hash(statement.summary);
  if (!statement.procedure.empty()) {
    statement.series_hash = MixHash(statement.series_hash, hash(statement.procedure));
  }
  statement.comment_at = comment_place.at();
  return statement;
}

}  // namespace

Statement Analyze(std::string_view text, const Syntax& syntax, std::size_t limit) {
  return Read<Reading::kByStretches>(text, syntax, limit);
}

Statement AnalyzeTokenByToken(std::string_view text, const Syntax& syntax, std::size_t limit) {
  return Read<Reading::kTokenByToken>(text, syntax, limit);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
