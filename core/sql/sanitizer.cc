#include "core/sql/sanitizer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dbspan::sql_text {
namespace {

bool IsMark(const Token& token, char mark) noexcept {
  return token.kind == TokenKind::kPunctuation && token.text.front() == mark;
}

bool IsSign(const Token& token) noexcept { return IsMark(token, '-') || IsMark(token, '+'); }

bool IsBlank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool IsLiteral(const Token& token) noexcept {
  return token.kind == TokenKind::kString || token.kind == TokenKind::kNumber;
}

template <std::size_t size>
void CopyEnds(std::string_view piece, char* to) noexcept {
  std::memcpy(to, piece.data(), size);
  std::memcpy(to + piece.size() - size, piece.data() + piece.size() - size, size);
}

/// Most pieces are words: shorter than it takes to call memcpy.
void Copy(std::string_view piece, char* to) noexcept {
  if (piece.size() > 16) {
    std::memcpy(to, piece.data(), piece.size());
  } else if (piece.size() >= 8) {
    CopyEnds<8>(piece, to);
  } else if (piece.size() >= 4) {
    CopyEnds<4>(piece, to);
  } else if (piece.size() >= 2) {
    CopyEnds<2>(piece, to);
  } else {
    *to = piece.front();
  }
}

bool IsValueWord(Keyword keyword) noexcept {
  return keyword == Keyword::kBoolean || keyword == Keyword::kNull || keyword == Keyword::kDefault;
}

/// What a sign adds to or subtracts from. After a keyword an operand is still to come.
bool IsOperand(const Token& token, Keyword keyword) noexcept {
  if (token.kind == TokenKind::kWord) return IsOperandWord(keyword);
  return token.kind != TokenKind::kPunctuation || IsMark(token, ')') || IsMark(token, ']') ||
         IsMark(token, '?');
}

/// `ON true` and `IS TRUE` are no values but syntax.
bool IsBooleanValue(Keyword keyword, const Preceding& before) noexcept {
  return keyword == Keyword::kBoolean && before.keyword != Keyword::kOn &&
         before.keyword != Keyword::kIs && before.mark != '.';
}

}  // namespace

// The output is never longer than the input but for a mark at the end.
Sanitizer::Sanitizer(std::size_t input_size, std::size_t limit)
    : limit_(limit), text_(std::min(input_size + 2, limit), '\0') {}

// Fast path for most tokens: names and punctuation whose output does not depend on their context.
bool Sanitizer::TakesPlain(const Token& token, Keyword keyword, const Preceding& before) {
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

void Sanitizer::OnUnusualToken(const Token& token, Keyword keyword, const Preceding& before) {
  if (token.kind == TokenKind::kComment) {
    EmitPendingSign();
    gap_ = true;
    return;
  }
  const bool value = IsBooleanValue(keyword, before);
  const Token shown = value ? Token{TokenKind::kString, token.text} : token;
  if (FollowRows(shown, keyword)) return;
  FollowList(shown, keyword);
  if (token.kind == TokenKind::kSpace) {
    EmitPendingSign();
    return Emit(token.text);
  }
  FollowType(shown, keyword, before);
  OnSignificant(shown, keyword);
}

void Sanitizer::FollowType(const Token& token, Keyword keyword, const Preceding& before) noexcept {
  if (token.kind == TokenKind::kWord) {
    type_ = FollowTypeWord(token.text, keyword);
  } else if (IsMark(token, ':') && before.mark == ':') {
    type_ = Type::kExpected;
  } else if (type_ == Type::kNone) {
    return;
  } else if (type_ == Type::kExpected && token.kind == TokenKind::kQuotedName) {
    type_ = Type::kNamed;
  } else if (type_ == Type::kNamed && IsMark(token, '.')) {
    type_ = Type::kExpected;
  } else {
    type_ = type_ == Type::kNamed && IsMark(token, '(') ? Type::kOpen : Type::kNone;
  }
}

void Sanitizer::OnSignificant(const Token& token, Keyword keyword) {
  if (token.kind == TokenKind::kNumber) {
    pending_sign_ = '\0';
    EmitPlaceholder();
    number_end_ = token.text.data() + token.text.size();
    previous_is_operand_ = true;
    return;
  }
  EmitPendingSign();
  // The official vectors write `99+100` as `??`.
  const bool glued = IsMark(token, '+') && number_end_ == token.text.data();
  if (IsSign(token) && (glued || !previous_is_operand_)) {
    pending_sign_ = token.text.front();
    return;
  }
  if (token.kind == TokenKind::kString) {
    EmitPlaceholder();
  } else if (IsSign(token)) {
    EmitSign(token.text.front());
  } else {
    Emit(token.text);
  }
  previous_is_operand_ = IsOperand(token, keyword);
}

// Keeps the first row after VALUES and leaves out the others. Returns whether the token is dealt
// with.
bool Sanitizer::FollowRows(const Token& token, Keyword keyword) {
  const bool blank = token.kind == TokenKind::kSpace;
  switch (rows_) {
    case Rows::kNone:
      if (keyword == Keyword::kValues) rows_ = Rows::kExpected;
      return false;
    case Rows::kExpected:
      if (!blank) rows_ = IsMark(token, '(') ? Rows::kFirst : Rows::kNone;
      row_depth_ = 1;
      return false;
    case Rows::kFirst:
    case Rows::kLater:
      if (IsMark(token, '(')) ++row_depth_;
      if (!IsMark(token, ')') || --row_depth_ != 0) return rows_ == Rows::kLater;
      return std::exchange(rows_, Rows::kBetween) == Rows::kLater;
    case Rows::kBetween:
    case Rows::kComma:
      if (blank || (rows_ == Rows::kBetween && IsMark(token, ','))) {
        if (!blank) rows_ = Rows::kComma;
        if (between_rows_.size() <= limit_) between_rows_ += token.text;
        return true;
      }
      if (rows_ == Rows::kComma && IsMark(token, '(')) {
        rows_ = Rows::kLater;
        row_depth_ = 1;
        between_rows_.clear();
        return true;
      }
      EmitPendingSign();
      Emit(std::exchange(between_rows_, {}));
      rows_ = keyword == Keyword::kValues ? Rows::kExpected : Rows::kNone;
      return false;
  }
  return false;
}

// Watches `IN (…)`: a list of nothing but literals and parameters, or of rows of them, becomes
// `IN (?)`.
void Sanitizer::FollowList(const Token& token, Keyword keyword) {
  if (token.kind == TokenKind::kSpace) return;
  if (list_ == List::kInside) {
    if (IsMark(token, ')')) {
      if (--list_depth_ == 0) CloseList();
    } else if (IsMark(token, '(')) {
      ++list_depth_;
    } else if (IsLiteral(token) || token.kind == TokenKind::kParameter || IsMark(token, '?') ||
               IsValueWord(keyword)) {
      list_has_items_ = true;
    } else if (!IsMark(token, ',') && !IsSign(token)) {
      list_ = List::kNone;
    }
  } else if (list_ == List::kExpected && IsMark(token, '(')) {
    EmitPendingSign();
    list_ = List::kInside;
    list_depth_ = 1;
    list_has_items_ = false;
    full_before_list_ = full_;
    list_begin_ = size_ + 1;  // after the parenthesis, which is emitted next
    return;
  }
  if (list_ != List::kInside) list_ = keyword == Keyword::kIn ? List::kExpected : List::kNone;
}

void Sanitizer::CloseList() {
  list_ = List::kNone;
  if (!list_has_items_ || full_before_list_ || size_ < list_begin_) return;
  size_ = list_begin_;
  full_ = false;
  gap_ = false;
  pending_sign_ = '\0';
  Put("?");
}

void Sanitizer::OnUnsure() {
  EmitPendingSign();
  between_rows_.clear();
  if (rows_ != Rows::kLater) EmitPlaceholder();
}

void Sanitizer::OnHiddenRest() { Put(" ?"); }

std::string Sanitizer::Take() {
  EmitPendingSign();
  if (rows_ == Rows::kBetween || rows_ == Rows::kComma) Put(between_rows_);
  text_.resize(size_);
  return std::move(text_);
}

void Sanitizer::EmitPendingSign() {
  if (pending_sign_ == '\0') return;
  const char sign = std::exchange(pending_sign_, '\0');
  EmitSign(sign);
}

// Two dashes of MySQL's arithmetic, `a--b`, would be a comment to others.
void Sanitizer::EmitSign(char sign) {
  if (sign == '-' && size_ != 0 && text_[size_ - 1] == '-') Put(" ");
  Emit({&sign, 1});
}

void Sanitizer::EmitPlaceholder() { Emit("?"); }

void Sanitizer::Emit(std::string_view piece) {
  if (std::exchange(gap_, false) && !piece.empty() && size_ != 0 && !IsBlank(text_[size_ - 1]) &&
      !IsBlank(piece.front())) {
    Put(" ");
  }
  Put(piece);
}

void Sanitizer::Put(std::string_view piece) {
  if (full_ || piece.empty() || piece.size() > text_.size() - size_) {
    full_ = full_ || !piece.empty();
    return;
  }
  Copy(piece, text_.data() + size_);
  size_ += piece.size();
}

}  // namespace dbspan::sql_text
