#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Follows the statements in the definition of a routine, trigger or event, to find the semicolon
/// that ends it. Used by the summarizer, which shows nothing of them.
class RoutineBody {
 public:
  explicit RoutineBody(bool my_sql) noexcept : my_sql_(my_sql) {}

  /// Begins after the name in the definition. `object` is its kind: PROCEDURE, TRIGGER …
  void Begin(std::string_view object) noexcept;
  void Leave() noexcept { inside_ = false; }
  bool inside() const noexcept { return inside_; }

  /// Handles a name or keyword. `depth` is the depth of parentheses.
  void OnWord(const Token& token, Keyword keyword, std::size_t depth) noexcept;
  void OnMark(char mark) noexcept { begins_statement_ = mark == ';' || mark == ':'; }
  void OnLiteral() noexcept { begins_statement_ = false; }
  /// Handles a semicolon and tells whether it ends the definition.
  bool EndsAtSemicolon(std::size_t depth) noexcept;

 private:
  enum class Header : std::uint8_t {
    kNone,       ///< The body has begun.
    kOfTrigger,  ///< Up to FOR EACH ROW.
    kOfEvent,    ///< Up to DO.
    kLast,       ///< Clauses that the body may follow: `DETERMINISTIC LOOP`.
  };

  bool FinishEnd(Keyword keyword, std::string_view word) noexcept;
  void FollowMySql(const Token& token, Keyword keyword, std::size_t depth) noexcept;

  bool my_sql_;
  bool inside_ = false;
  bool after_end_ = false;    // after END, which may belong to an IF or a LOOP
  std::size_t blocks_ = 0;    // open BEGIN and CASE
  std::size_t controls_ = 0;  // MySQL: open IF, LOOP, WHILE, REPEAT and FOR outside of blocks
  Header header_ = Header::kLast;
  bool begins_statement_ = false;  // MySQL: a statement may begin at the next token
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
