#include "core/sql/statement.h"

#include <cstdint>
#include <functional>

#include "core/series_limit.h"
#include "core/sql/keyword.h"
#include "core/sql/plain_stretch.h"
#include "core/sql/sanitizer.h"
#include "core/sql/summarizer.h"

namespace dbspan::sql_text {
namespace {

/// Finds where the rest of a text is a secret or data rather than code.
class SecretWatch {
 public:
  /// Tells whether everything behind this token must be hidden.
  bool HidesTheRest(const Token& token, Keyword keyword) noexcept {
    if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
    const Keyword previous = previous_;
    previous_ = keyword;
    if (token.kind == TokenKind::kPunctuation && token.text == ";") return EndsStatement();
    if (verb_ == Keyword::kNone) verb_ = keyword;
    copies_from_client_ =
        copies_from_client_ || (verb_ == Keyword::kCopy && keyword == Keyword::kStdin);
    if (keyword == Keyword::kPassword) return Administers();
    if (previous != Keyword::kIdentified) return false;
    return keyword == Keyword::kBy || keyword == Keyword::kWith || keyword == Keyword::kVia;
  }
  /// Tells whether the next token hides nothing unless it is one of the keywords above.
  bool IsIdle() const noexcept {
    return verb_ != Keyword::kNone && previous_ != Keyword::kIdentified;
  }
  /// Tokens that hide nothing went by.
  void OnStretch(Keyword last) noexcept { previous_ = last; }

 private:
  bool EndsStatement() noexcept {
    verb_ = Keyword::kNone;
    return copies_from_client_;  // behind `COPY … FROM stdin;` come the rows themselves
  }

  // Elsewhere, `password` is a column like any other.
  bool Administers() const noexcept {
    return verb_ == Keyword::kCreate || verb_ == Keyword::kAlter || verb_ == Keyword::kSet ||
           verb_ == Keyword::kGrant || verb_ == Keyword::kChange;
  }

  Keyword verb_ = Keyword::kNone;
  Keyword previous_ = Keyword::kNone;
  bool copies_from_client_ = false;
};

/// Finds where a comment may be put in: behind the last token, but before a last semicolon.
class CommentPlace {
 public:
  void OnToken(const Token& token, std::string_view text) noexcept {
    if (token.kind == TokenKind::kSpace) return;
    // A literal that might end elsewhere might have the place inside it.
    if (token.kind == TokenKind::kComment || token.ambiguous) possible_ = false;
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

template <Reading reading>
Statement Read(std::string_view text, Dialect dialect, std::size_t limit) {
  Lexer lexer{text, dialect};
  CommentPlace comment_place;
  Sanitizer sanitizer{text.size(), limit};
  Summarizer summarizer;
  SecretWatch secrets;
  for (;;) {
    if (reading == Reading::kByStretches && secrets.IsIdle() && sanitizer.IsIdle() &&
        summarizer.IsIdle()) {
      const PlainStretch stretch = ReadPlainStretch(lexer, sanitizer, summarizer);
      if (stretch.last_token_end != nullptr) {
        comment_place.OnTokenEnd(stretch.last_token_end, text);
        secrets.OnStretch(stretch.last_keyword);
      }
    }
    while (lexer.TakeBlank()) {
      sanitizer.OnBlank();
      summarizer.OnBlank();
    }
    const Token token = lexer.Next();  // a new one each time: assigning costs as much as reading
    if (token.kind == TokenKind::kEnd) break;
    if (token.kind == TokenKind::kUnsure) {
      sanitizer.OnUnsure();
      comment_place.Forbid();
      break;
    }
    const Keyword keyword =
        token.kind == TokenKind::kWord ? FindKeyword(token.text) : Keyword::kNone;
    comment_place.OnToken(token, text);
    sanitizer.OnToken(token, keyword);
    summarizer.OnToken(token, keyword, lexer.Peek());
    if (sanitizer.BehindRow()) lexer.SkipLiteralRows();
    if (sanitizer.AtList() && lexer.SkipLiteralList()) sanitizer.OnSkippedList();
    if (secrets.HidesTheRest(token, keyword)) {
      comment_place.Forbid();
      if (lexer.Peek() != '\0') sanitizer.OnHiddenRest();
      break;
    }
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

Statement Analyze(std::string_view text, Dialect dialect, std::size_t limit) {
  return Read<Reading::kByStretches>(text, dialect, limit);
}

Statement AnalyzeTokenByToken(std::string_view text, Dialect dialect, std::size_t limit) {
  return Read<Reading::kTokenByToken>(text, dialect, limit);
}

}  // namespace dbspan::sql_text
