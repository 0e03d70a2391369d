#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/preceding.h"
#include "core/sql/routine_body.h"
#include "core/sql/target.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Builds the summary of one SQL text from its tokens: `{verb} {target} {verb} {target} …` in text
/// order.
///
/// Statements are joined by `; `. Names of common table expressions are not targets, and the bodies
/// of routines are not summarized. Where semconv is silent, follows the instrumentations of other
/// languages (docs/telemetry.md).
class Summarizer {
 public:
  static constexpr std::size_t kLimit = 255;  // semconv: "Generating a summary of the query"

  explicit Summarizer(bool my_sql) noexcept : my_sql_(my_sql), body_(my_sql) { frames_[0] = {}; }

  /// `before` is the preceding token, `next` the byte after the token.
  void OnToken(const Token& token, Keyword keyword, const Preceding& before, char next);
  /// Handles any number of blanks; `next` is the byte after them.
  void OnBlank(char next) {
    if (target_.complete() && !target_.soft() && next != '.' && !Is(next, kSpaceBit))
      FinishTarget();
  }
  /// Tells whether nothing is expected or being read. Then only OnPlainKeyword(), OnMark() and
  /// AtCommaOfTargets() have an effect.
  bool IsIdle() const noexcept {
    return target_.empty() && expect_ == Expect::kNothing && !at_start_ && !body_.inside() &&
           frame().with == With::kNone;
  }
  /// Handles a keyword that does not lead to a target. Call it only if IsIdle().
  void OnPlainKeyword(Keyword keyword, const Preceding& before) noexcept;
  void OnMark(char mark);
  /// Tells whether a comma would lead to another target. Call it only if IsIdle().
  bool AtCommaOfTargets() const noexcept { return frame().in_targets; }
  std::string TakeSummary();
  std::string TakeProcedure();

 private:
  /// How far a WITH clause has been read: `WITH name (columns) AS MATERIALIZED (body), …`.
  enum class With : std::uint8_t { kNone, kName, kNamed, kAs, kBody, kBehindBody };
  /// One level of parentheses.
  struct Frame {
    Keyword verb;
    bool in_targets;  // a comma leads to another target
    bool joins;       // after a JOIN whose ON or USING is still to come
    bool used_using;  // the USING of a DELETE or MERGE has been read
    bool hint;        // in `FORCE INDEX FOR JOIN (…)`
    bool cte_body;
    bool recursive;
    With with;
  };
  enum class Expect : std::uint8_t {
    kNothing,
    kTarget,
    kObject,      // the kind of object in a definition
    kOptions,     // options between EXPLAIN, VACUUM … and their targets
    kOption,      // the value of an option
    kSecondWord,  // the second word of the verb
  };
  struct Cte {
    std::string_view name;
    std::size_t depth;
    bool visible;
  };

  void OnName(const Token& token, Keyword keyword, const Preceding& before, char next);
  void OnKeyword(const Token& token, Keyword keyword, const Preceding& before, char next);
  bool FollowWith(const Token& token, Keyword keyword, const Preceding& before);
  bool OnVerb(const Token& token, Keyword keyword, const Preceding& before, char next);
  void OnDefinition(const Token& token, Keyword keyword);
  void OnOption(const Token& token, Keyword keyword);
  void OnTarget(const Token& token, Keyword keyword, const Preceding& before);
  void OnLeadToTarget(Keyword keyword, const Preceding& before);
  void Open();
  void Close();
  bool BeginsQuery(Keyword keyword, const Preceding& before, char next) const noexcept;
  bool MayExplain() const noexcept;
  bool SkipsBeforeTarget(Keyword keyword, const Preceding& before) const noexcept;
  void StartVerb(const Token& token, Keyword keyword);
  void FinishTarget() {
    if (!target_.empty()) TakeTarget();
  }
  void TakeTarget();
  void FinishStatement();
  bool IsCte(std::string_view name) const noexcept;
  bool IsDual(std::string_view name) const noexcept;
  void Add(std::string_view word);
  Frame& frame() noexcept { return frames_[depth_ < frames_.size() ? depth_ : frames_.size() - 1]; }
  const Frame& frame() const noexcept {
    return frames_[depth_ < frames_.size() ? depth_ : frames_.size() - 1];
  }

  std::string summary_;
  std::string procedure_;
  std::size_t procedures_ = 0;
  bool my_sql_;
  bool full_ = false;
  bool at_start_ = true;     // no verb of this statement was read yet
  bool separate_ = false;    // the next verb begins another statement
  bool privileges_ = false;  // in GRANT or REVOKE: SELECT and the like are privileges
  bool event_ = false;       // after CREATE EVENT; TRIGGER may follow
  Keyword statement_ = Keyword::kNone;
  Keyword object_ = Keyword::kNone;  // of a definition
  Expect expect_ = Expect::kNothing;
  Target target_;         // the target being read
  bool changes_ = false;  // the target is a changed table, so not a common table expression
  bool into_ = false;     // after SELECT … INTO

  RoutineBody body_;              // not summarized
  std::string_view object_name_;  // the word for `object_`

  std::size_t words_to_object_ = 0;
  std::size_t depth_ = 0;
  std::vector<Cte> ctes_;
  std::string_view cte_name_;
  std::array<Frame, 64> frames_;  // initialized when their parenthesis opens
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
