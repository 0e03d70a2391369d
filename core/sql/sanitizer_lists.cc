// Omits the rows after the first one, and the content of lists of only literals.
#include <utility>

#include "core/sql/sanitizer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsLiteral(const Token& token) noexcept {
  return token.kind == TokenKind::kString || token.kind == TokenKind::kNumber;
}

bool IsValueWord(Keyword keyword) noexcept {
  return keyword == Keyword::kBoolean || keyword == Keyword::kNull || keyword == Keyword::kDefault;
}

}  // namespace

// Keeps the first row after VALUES and omits the others. Returns true if the token needs no further
// handling.
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

// Replaces the content of `IN (…)` by `?` if it consists of only literals and parameters, or of
// rows of them.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
