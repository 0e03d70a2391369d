#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {

/// Builds the sanitized text of one statement from its tokens.
class Sanitizer {
 public:
  Sanitizer(std::size_t input_size, std::size_t limit);

  void OnToken(const Token& token, Keyword keyword) {
    if (!TakesPlain(token, keyword)) OnUnusualToken(token, keyword);
  }
  /// A token that is one blank.
  void OnBlank() {
    if (!IsIdle()) return OnUnusualToken({TokenKind::kSpace, " ", false}, Keyword::kNone);
    previous_is_operand_ = false;
    PutCharacter(' ');
  }
  /// Tells whether a row of VALUES was the last that came: the rows behind it will be left out.
  bool BehindRow() const noexcept { return rows_ == Rows::kBetween && between_rows_.empty(); }
  /// Tells whether the parenthesis of an IN list was the last that came.
  bool AtList() const noexcept {
    return list_ == List::kInside && !list_has_items_ && rows_ != Rows::kLater;
  }
  /// The list was nothing but literals, and the lexer went over them.
  void OnSkippedList() noexcept { list_has_items_ = true; }
  /// Nothing that came before matters to a blank, a name or a mark.
  bool IsIdle() const noexcept {
    return rows_ == Rows::kNone && list_ == List::kNone && pending_sign_ == '\0' && !gap_;
  }
  /// How much is sure to fit; boundless once nothing more is written.
  std::size_t room() const noexcept {
    return full_ ? static_cast<std::size_t>(-1) : text_.size() - size_;
  }
  /// Writes what needs no masking. Only while idle, and only what there is room for.
  void Write(std::string_view piece) { Put(piece); }
  bool previous_is_operand() const noexcept { return previous_is_operand_; }
  void set_previous_is_operand(bool is) noexcept { previous_is_operand_ = is; }
  /// The rest of the statement cannot be read: goes back to the last place that was beyond doubt.
  void OnUnsure();
  /// The rest of the statement is secret.
  void OnHiddenRest();
  std::string Take();

 private:
  enum class List : std::uint8_t { kNone, kExpected, kInside };
  enum class Rows : std::uint8_t { kNone, kExpected, kFirst, kBetween, kComma, kLater };

  void PutCharacter(char c) {
    full_ = full_ || size_ == text_.size();
    if (!full_) text_[size_++] = c;
  }
  bool TakesPlain(const Token& token, Keyword keyword);
  void OnUnusualToken(const Token& token, Keyword keyword);
  void Emit(std::string_view piece);
  void EmitPlaceholder();
  void EmitPendingSign();
  void Put(std::string_view piece);
  bool FollowRows(const Token& token, Keyword keyword);
  void FollowList(const Token& token, Keyword keyword);
  void OnSignificant(const Token& token);
  void CloseList();

  std::size_t limit_;
  std::string text_;                  // as long as it can get …
  std::size_t size_ = 0;              // … and this is how much of it is written
  bool full_ = false;                 // the limit is reached: nothing more fits
  bool gap_ = false;                  // a comment went; keep the tokens around it apart
  bool previous_is_operand_ = false;  // of the token directly before; blanks count as tokens
  char pending_sign_ = '\0';          // a sign that belongs to the number behind it, if one comes

  bool doubtful_ = false;        // a literal might end elsewhere under other settings …
  std::size_t doubtful_at_ = 0;  // … and this is where its output began

  List list_ = List::kNone;
  bool list_has_items_ = false;
  bool full_before_list_ = false;
  std::size_t list_begin_ = 0;

  Rows rows_ = Rows::kNone;
  std::size_t row_depth_ = 0;
  std::string between_rows_;  // blanks and comma behind a row, kept until it is clear what follows
};

}  // namespace dbspan::sql_text
