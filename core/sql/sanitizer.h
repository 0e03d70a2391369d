#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/sql/copy_piece.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/preceding.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Builds the sanitized text of one statement from its tokens.
class Sanitizer {
 public:
  Sanitizer(std::size_t input_size, std::size_t limit);

  /// `before` is the preceding token.
  void OnToken(const Token& token, Keyword keyword, const Preceding& before) {
    if (!TakesPlain(token, keyword, before)) OnUnusualToken(token, keyword, before);
  }
  /// Handles a token that is a single blank.
  void OnBlank() {
    if (!IsIdle()) return OnUnusualToken({TokenKind::kSpace, " "}, Keyword::kNone, {});
    PutCharacter(' ');
  }
  /// Tells whether the last token closed a row of VALUES. The rows after it are omitted.
  bool BehindRow() const noexcept { return rows_ == Rows::kBetween && between_rows_.empty(); }
  /// Tells whether the last token was the opening parenthesis of an IN list.
  bool AtList() const noexcept {
    return list_ == List::kInside && list_depth_ == 1 && !list_has_items_ && rows_ != Rows::kLater;
  }
  /// Records that the lexer has skipped the items of the list, which were only literals.
  void OnSkippedList() noexcept { list_has_items_ = true; }
  /// Tells whether the last token opened the modifiers of a type.
  bool AtTypeModifiers() const noexcept { return type_ == Type::kOpen && rows_ != Rows::kLater; }
  /// Appends the modifiers, which are part of the type and shown.
  void OnTypeModifiers(std::string_view modifiers) { Emit(modifiers); }
  /// Tells whether the output of a blank, a name or a punctuation mark depends on nothing before
  /// it.
  bool IsIdle() const noexcept {
    return rows_ == Rows::kNone && list_ == List::kNone && pending_sign_ == '\0' && !gap_;
  }
  /// Bytes that are sure to fit; unlimited once the text is full.
  std::size_t room() const noexcept {
    return full_ ? static_cast<std::size_t>(-1) : text_.size() - size_;
  }
  /// Writes text that needs no masking. Requires `IsIdle()` and that `piece` fits into `room()`.
  void Write(std::string_view piece) { Put(piece); }

  /// How far a type name has been read. The modifiers of a type are not literals:
  /// `::numeric(10, 2)`, `CAST(a AS numeric(10, 2))`.
  enum class Type : std::uint8_t { kNone, kExpected, kNamed, kOpen };
  Type FollowTypeWord(std::string_view word, Keyword keyword) const noexcept {
    if (keyword == Keyword::kAs) return Type::kExpected;
    if (type_ == Type::kNone || keyword != Keyword::kNone) return Type::kNone;
    // MariaDB's `FOR SYSTEM_TIME AS OF (12345)` is no type.
    if (type_ == Type::kExpected) {
      return EqualsIgnoringCase(word, "OF") ? Type::kNone : Type::kNamed;
    }
    return EqualsIgnoringCase(word, "varying") ? Type::kNamed : Type::kNone;
  }
  Type type() const noexcept { return type_; }
  void set_type(Type type) noexcept { type_ = type; }
  /// Tells whether the last token was an operand. A sign after it is an operator and is kept; any
  /// other sign belongs to the number after it and is masked with it.
  bool previous_is_operand() const noexcept { return previous_is_operand_; }
  void set_previous_is_operand(bool is) noexcept { previous_is_operand_ = is; }
  /// Sets the end of the last number.
  void set_number_end(const char* number_end) noexcept { number_end_ = number_end; }
  /// Masks the rest of the statement, which cannot be read.
  void OnUnsure();
  /// Masks the rest of the statement, which is secret.
  void OnHiddenRest();
  std::string Take();

 private:
  enum class List : std::uint8_t { kNone, kExpected, kInside };
  enum class Rows : std::uint8_t { kNone, kExpected, kFirst, kBetween, kComma, kLater };

  void PutCharacter(char c) {
    full_ = full_ || size_ == text_.size();
    if (!full_) text_[size_++] = c;
  }
  bool TakesPlain(const Token& token, Keyword keyword, const Preceding& before);
  void OnUnusualToken(const Token& token, Keyword keyword, const Preceding& before);
  void Emit(std::string_view piece);
  void EmitPlaceholder();
  void EmitPendingSign();
  void EmitSign(char sign);
  void Put(std::string_view piece);
  bool FollowRows(const Token& token, Keyword keyword);
  void FollowList(const Token& token, Keyword keyword);
  void FollowType(const Token& token, Keyword keyword, const Preceding& before) noexcept;
  void OnSignificant(const Token& token, Keyword keyword);
  void CloseList();

  std::size_t limit_;
  std::string text_;  // has its maximum size; the output is its first size_ bytes
  std::size_t size_ = 0;
  bool full_ = false;  // the limit is reached
  bool gap_ = false;   // a comment was dropped: separate the tokens around it
  bool previous_is_operand_ = false;
  const char* number_end_ = nullptr;
  char pending_sign_ = '\0';  // a sign that may belong to the number after it; not written yet
  Type type_ = Type::kNone;

  List list_ = List::kNone;
  std::size_t list_depth_ = 0;
  bool list_has_items_ = false;
  bool full_before_list_ = false;
  std::size_t list_begin_ = 0;

  Rows rows_ = Rows::kNone;
  std::size_t row_depth_ = 0;
  std::string between_rows_;  // blanks and comma after a row; written if no further row follows
};

// Fast path for most tokens: names and punctuation whose output does not depend on their context.
inline bool Sanitizer::TakesPlain(const Token& token, Keyword keyword, const Preceding& before) {
  if (!IsIdle()) return false;
  if (token.kind == TokenKind::kWord) {
    if (keyword == Keyword::kValues || keyword == Keyword::kIn || keyword == Keyword::kBoolean) {
      return false;
    }
    type_ = FollowTypeWord(token.text, keyword);
    previous_is_operand_ = IsOperandWord(keyword);
    Put(token.text);
    return true;
  }
  if (token.kind != TokenKind::kPunctuation) return false;
  const char mark = token.text.front();
  if (mark == '-' || mark == '+') return false;
  FollowType(token, keyword, before);
  previous_is_operand_ = mark == ')' || mark == ']' || mark == '?';
  PutCharacter(mark);
  return true;
}

inline void Sanitizer::Put(std::string_view piece) {
  if (full_ || piece.empty() || piece.size() > text_.size() - size_) {
    full_ = full_ || !piece.empty();
    return;
  }
  CopyPiece(piece, text_.data() + size_);
  size_ += piece.size();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
