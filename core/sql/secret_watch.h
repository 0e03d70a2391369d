#pragma once

#include <cstdint>

#include "core/sql/bare_values.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/preceding.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Finds secrets and data that are not literals: bare values of SET, passwords, the rows after
/// COPY. Also finds the points after which a text may have changed the settings that the server
/// reads its rest with.
class SecretWatch {
 public:
  explicit SecretWatch(bool my_sql) noexcept : my_sql_(my_sql) {}

  /// How a token is shown.
  enum class Shown : std::uint8_t {
    kAsItIs,
    kAsValue,  ///< As `?`.
    kNot,      ///< Omitted: it belongs to the value before it.
  };
  /// Returns how to show the token: as a value or as a part of one in `SET app.token TO word`. Call
  /// it for every token, with `lexer` positioned after the token.
  Shown ShowValue(const Token& token, Keyword keyword, const Preceding& before,
                  const Lexer& lexer) noexcept {
    if (bare_values_.Watches() && IsBareValue(token, keyword)) return Shown::kAsValue;
    if (assignment_ == Assignment::kNone && keyword != Keyword::kSet) return Shown::kAsItIs;
    return FollowAssignment(token, keyword, before, lexer.PeekBehindBlanks());
  }
  /// Tells whether everything after this token must be hidden; `lexer` must be positioned after the
  /// token.
  bool HidesTheRest(const Token& token, Keyword keyword, const Preceding& before,
                    const Lexer& lexer) noexcept {
    // While idle, only a semicolon and keywords matter.
    const bool matters = keyword != Keyword::kNone || token.text.front() == ';';
    return (matters || !IsIdle()) && FollowToken(token, keyword, before, lexer);
  }
  /// After a semicolon, tells whether the statement before it may have changed settings. MySQL
  /// reads a text statement by statement; Postgres reads all of it before it executes the first
  /// one.
  bool MayHaveChangedSession() noexcept {
    const bool changed = changed_session_;
    changed_session_ = false;
    return changed;
  }
  /// Tells whether the keyword VALUE means VALUES here.
  bool InsertsMySqlRows() const noexcept {
    return my_sql_ && (verb_ == Keyword::kInsert || verb_ == Keyword::kReplace);
  }
  /// Tells whether the next token can hide something only if it is a keyword at which
  /// ReadPlainStretch() stops.
  bool IsIdle() const noexcept {
    return verb_ != Keyword::kNone && assignment_ == Assignment::kNone && !identified_ &&
           !copies_from_client_ && !sees_every_word_ && !bare_values_.Watches();
  }

 private:
  enum class Assignment : std::uint8_t { kNone, kName, kValue, kRestOfValue };
  /// The name of a setting in Postgres; kNone if it may be something else.
  enum class Name : std::uint8_t { kNone, kExpected, kRead };
  /// The meaning of a SET in a statement inside of another.
  enum class Inner : std::uint8_t {
    kNone,       ///< It begins a statement, which assigns variables.
    kHasClause,  ///< It is a clause: UPDATE t SET, ON DELETE SET NULL.
    kCharacter,  ///< CHARACTER SET.
  };

  bool IsBareValue(const Token& token, Keyword keyword) noexcept;
  bool FollowToken(const Token& token, Keyword keyword, const Preceding& before,
                   const Lexer& lexer) noexcept;
  Shown FollowAssignment(const Token& token, Keyword keyword, const Preceding& before,
                         char next) noexcept;
  bool HoldsStatements() const noexcept;
  void FollowStatements(const Token& token, Keyword keyword) noexcept;
  bool AssignsSetting(const Preceding& before) const noexcept;
  Shown FollowMySqlName(const Token& token, Keyword keyword, const Preceding& before,
                        char next) noexcept;
  Shown FollowName(const Token& token, Keyword keyword, const Preceding& before,
                   char next) noexcept;
  Shown BeginValue(const Token& token, Keyword keyword, char next) noexcept;
  Shown FollowValue(const Token& token, Keyword keyword, char next) noexcept;
  bool EndsStatement() noexcept;
  bool SeesEveryWord() const noexcept;
  bool AdministersPasswords() const noexcept;
  bool LeadsToString(const Token& token, Keyword keyword) const noexcept;
  bool IsPassword(const Token& token, Keyword keyword, const Preceding& before) const noexcept;
  bool LacksQuotes(const Lexer& lexer) const noexcept;
  bool LacksHowIdentified(const Lexer& lexer) const noexcept;
  bool BeginsRows(const Token& token, const Lexer& lexer) noexcept;
  bool Defines() const noexcept { return verb_ == Keyword::kCreate || verb_ == Keyword::kAlter; }

  bool my_sql_;
  BareValues bare_values_;
  Keyword verb_ = Keyword::kNone;
  Keyword object_ = Keyword::kNone;  // the first kind of object after CREATE or ALTER
  Assignment assignment_ = Assignment::kNone;
  std::uint32_t depth_ = 0;   // depth of parentheses, in an assignment or after COPY … FROM stdin
  bool at_value_ = false;     // in an assignment: nothing of the value was read yet, except a sign
  bool behind_mark_ = false;  // in a value: the last token was punctuation
  Name name_ = Name::kNone;   // in an assignment
  bool assigns_settings_ = false;  // ALTER ROLE, DATABASE, SYSTEM, FUNCTION …: SET is for settings
  bool remote_ = false;            // CREATE or ALTER SERVER, SUBSCRIPTION
  bool sees_every_word_ = false;   // SeesEveryWord(), for the present verb and object
  Inner inner_ = Inner::kNone;     // in a MySQL statement that contains others
  bool identified_ = false;
  bool copies_from_client_ = false;
  bool changed_session_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
