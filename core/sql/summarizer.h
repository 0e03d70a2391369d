#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {

/// Builds the summary of one SQL text, `{verb} {target} {verb} {target} …` in text order, from its
/// tokens.
///
/// Statements are joined by `; `. Names of common table expressions are no targets. Where semconv
/// is silent, follows what the other languages' instrumentations do (docs/telemetry.md).
class Summarizer {
 public:
  static constexpr std::size_t kLimit = 255;  // semconv: "Generating a summary of the query"

  Summarizer() noexcept { frames_[0] = {}; }

  /// `next` is the byte behind the token; needed to tell a verb from a function of the same name.
  void OnToken(const Token& token, Keyword keyword, char next);
  /// Blanks of any number and kind.
  void OnBlank() {
    if (!target_.empty() && !target_wants_part_) FinishTarget();
  }
  /// Nothing is expected or being read: only what is in OnPlainKeyword(), OnMark() and
  /// AtCommaOfTargets() can matter.
  bool IsIdle() const noexcept {
    return target_.empty() && expect_ == Expect::kNothing && !at_start_;
  }
  /// While idle: a keyword that does not lead to a target.
  void OnPlainKeyword(Keyword keyword) noexcept;
  void OnMark(char mark);
  /// While idle: whether a comma would lead to another target.
  bool AtCommaOfTargets() const noexcept {
    if (in_ctes_ && depth_ == cte_depth_) return true;
    return depth_ < frames_.size() && frames_[depth_].in_targets;
  }
  /// Tokens went by while idle; `previous` and `mark` tell what the last one was.
  void OnStretch(Keyword previous, char mark) noexcept {
    previous_ = previous;
    previous_mark_ = mark;
  }
  std::string TakeSummary();
  std::string TakeProcedure();

 private:
  /// One level of parentheses.
  struct Frame {
    Keyword verb;
    bool in_targets;  // a comma leads to another target
  };
  enum class Expect : std::uint8_t { kNothing, kTarget, kObject, kCteName };

  void OnName(const Token& token, Keyword keyword, char next);
  void OnKeyword(const Token& token, Keyword keyword, char next);
  bool OnVerb(const Token& token, Keyword keyword, char next);
  void OnDefinition(const Token& token, Keyword keyword);
  bool StartsStatement(Keyword keyword, char next) const noexcept;
  bool SkipsBeforeTarget(Keyword keyword) const noexcept;
  void StartVerb(const Token& token, Keyword keyword);
  void FinishTarget();
  void FinishStatement();
  bool IsCte(std::string_view name) const noexcept;
  void Add(std::string_view word);
  Frame& frame() noexcept { return frames_[depth_ < frames_.size() ? depth_ : frames_.size() - 1]; }

  std::string summary_;
  std::string procedure_;
  std::size_t procedures_ = 0;
  bool full_ = false;
  bool at_start_ = true;   // no verb of this statement was seen yet
  bool separate_ = false;  // the next verb begins another statement
  Keyword statement_ = Keyword::kNone;
  Keyword previous_ = Keyword::kNone;
  char previous_mark_ = '\0';
  Expect expect_ = Expect::kNothing;
  std::string_view target_;  // being read; grows over the dots of a qualified name
  bool target_wants_part_ = false;
  std::size_t words_to_object_ = 0;
  std::size_t depth_ = 0;
  std::size_t cte_depth_ = 0;
  bool in_ctes_ = false;
  std::vector<std::string_view> ctes_;
  std::array<Frame, 64> frames_;  // set when their parentheses open
};

}  // namespace dbspan::sql_text
