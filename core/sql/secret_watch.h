#pragma once

#include <cstdint>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/preceding.h"

namespace dbspan::sql_text {

/// Finds what is a secret or data although it is no literal: bare values of SET, passwords, the
/// rows after COPY; and where a text may have changed how the server reads the rest of it.
class SecretWatch {
 public:
  explicit SecretWatch(bool my_sql) noexcept : my_sql_(my_sql) {}

  /// What becomes of a token.
  enum class Shown : std::uint8_t {
    kAsItIs,
    kAsValue,  ///< As `?`.
    kNot,      ///< It belongs to the value before it.
  };
  /// Tells whether the token is a value, or a part of one: `SET app.token TO word`; `lexer` stands
  /// after it. To be asked for every token.
  Shown ShowValue(const Token& token, Keyword keyword, const Preceding& before,
                  const Lexer& lexer) noexcept {
    if (assignment_ == Assignment::kNone && keyword != Keyword::kSet) return Shown::kAsItIs;
    return FollowAssignment(token, keyword, before, lexer.PeekBehindBlanks());
  }
  /// Tells whether everything after this token must be hidden; `lexer` stands after it.
  bool HidesTheRest(const Token& token, Keyword keyword, const Preceding& before,
                    const Lexer& lexer) noexcept {
    // Nothing but a semicolon and keywords can matter.
    const bool matters = keyword != Keyword::kNone || token.text.front() == ';';
    return (matters || !IsIdle()) && FollowToken(token, keyword, before, lexer);
  }
  /// After a semicolon: whether the statement before it may have changed settings. MySQL reads a
  /// text statement by statement; Postgres reads all of it before it runs the first one.
  bool MayHaveChangedSession() noexcept {
    const bool changed = changed_session_;
    changed_session_ = false;
    return changed;
  }
  /// Tells whether VALUE is VALUES.
  bool InsertsMySqlRows() const noexcept {
    return my_sql_ && (verb_ == Keyword::kInsert || verb_ == Keyword::kReplace);
  }
  /// Tells whether the next token hides nothing unless it is one of the keywords that
  /// ReadPlainStretch() leaves alone.
  bool IsIdle() const noexcept {
    return verb_ != Keyword::kNone && assignment_ == Assignment::kNone && !identified_ &&
           !copies_from_client_ && !SeesEveryWord();
  }

 private:
  enum class Assignment : std::uint8_t { kNone, kName, kValue, kRestOfValue };

  bool FollowToken(const Token& token, Keyword keyword, const Preceding& before,
                   const Lexer& lexer) noexcept;
  Shown FollowAssignment(const Token& token, Keyword keyword, const Preceding& before,
                         char next) noexcept;
  Shown FollowName(const Token& token, Keyword keyword, const Preceding& before,
                   char next) noexcept;
  Shown BeginValue(const Token& token, Keyword keyword, char next) noexcept;
  Shown FollowValue(const Token& token, Keyword keyword, char next) noexcept;
  bool EndsStatement() noexcept;
  bool AdministersPasswords() const noexcept;
  bool IsPassword(const Token& token, Keyword keyword, const Preceding& before) const noexcept;
  bool BeginsRows(const Token& token, const Lexer& lexer) noexcept;
  bool Defines() const noexcept { return verb_ == Keyword::kCreate || verb_ == Keyword::kAlter; }
  /// Every word may be the kind of object, or an option that holds a password.
  bool SeesEveryWord() const noexcept {
    return verb_ == Keyword::kChange || verb_ == Keyword::kStart ||
           (Defines() && (object_ == Keyword::kNone || server_));
  }

  bool my_sql_;
  Keyword verb_ = Keyword::kNone;
  Keyword object_ = Keyword::kNone;  // the first kind of object after CREATE or ALTER
  Assignment assignment_ = Assignment::kNone;
  std::uint32_t depth_ = 0;   // of parentheses, in an assignment or after COPY … FROM stdin
  bool at_value_ = false;     // in an assignment: nothing of the value came yet but a sign
  bool behind_mark_ = false;  // in a value: the last token was punctuation
  bool dotted_ = false;       // in an assignment: the name has a point
  bool server_ = false;       // CREATE or ALTER SERVER
  bool identified_ = false;
  bool copies_from_client_ = false;
  bool changed_session_ = false;
};

}  // namespace dbspan::sql_text
