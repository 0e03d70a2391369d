#include "core/sql/statement.h"

#include "core/sql/keyword.h"
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

}  // namespace

Statement Analyze(std::string_view text, Dialect dialect, std::size_t limit) {
  Lexer lexer{text, dialect};
  Sanitizer sanitizer{text.size(), limit};
  Summarizer summarizer;
  SecretWatch secrets;
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kUnsure) {
      sanitizer.OnUnsure();
      break;
    }
    const Keyword keyword =
        token.kind == TokenKind::kWord ? FindKeyword(token.text) : Keyword::kNone;
    sanitizer.OnToken(token, keyword);
    summarizer.OnToken(token, keyword, lexer.Peek());
    if (secrets.HidesTheRest(token, keyword)) {
      if (lexer.Peek() != '\0') sanitizer.OnHiddenRest();
      break;
    }
  }
  Statement statement;
  statement.text = sanitizer.Take();
  statement.summary = summarizer.TakeSummary();
  statement.procedure = summarizer.TakeProcedure();
  return statement;
}

}  // namespace dbspan::sql_text
