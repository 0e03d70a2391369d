#include "core/sql/plain_stretch.h"

#include <algorithm>
#include <cstddef>

#include "core/sql/character.h"
#include "core/sql/plain_token.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

class Reader {
 public:
  Reader(Lexer& lexer, Sanitizer& sanitizer, Summarizer& summarizer, Preceding& before) noexcept
      : lexer_(lexer),
        sanitizer_(sanitizer),
        summarizer_(summarizer),
        at_(lexer.at()),
        unwritten_(at_),
        end_(lexer.end()),
        room_end_(at_ + std::min(sanitizer.room(), static_cast<std::size_t>(end_ - at_))),
        before_(before),
        type_(sanitizer.type()),
        operand_(sanitizer.previous_is_operand()) {}

  PlainStretch Read() {
    while (at_ < room_end_) {
      // Tested first, because nearly half of all tokens are blanks, and most others words.
      if (*at_ == ' ') {
        ++at_;
      } else if (Is(*at_, kNameStartBit) ? !ReadWord() : !ReadToken()) {
        break;
      }
    }
    Write();
    sanitizer_.set_previous_is_operand(operand_);
    sanitizer_.set_type(type_);
    lexer_.MoveTo(at_);
    return {last_token_end_, unread_};
  }

 private:
  // Reads a token if it is plain; otherwise returns false and reads nothing.
  bool ReadToken() {
    const char c = *at_;
    const char next = at_ + 1 == end_ ? '\0' : at_[1];
    switch (kBegins[static_cast<unsigned char>(c)]) {
      case Begins::kSpace:
        return ReadSpace();
      case Begins::kNumber:
        return ReadNumber();
      case Begins::kString:
        return TakeString(PlainStringEnd(at_ + 1, end_));
      case Begins::kNameQuote:
        return c == (lexer_.my_sql() ? '`' : '"') && ReadQuotedName(c);
      case Begins::kMark:
        return TakeMark(c, false);
      case Begins::kBracket:
        return !lexer_.my_sql() && TakeMark(c, false);
      case Begins::kColon:
        if (next == ':' || before_.mark == ':') return false;  // a type follows
        if (next == '/') return false;                         // maybe a URL
        return TakeMark(c, false);
      case Begins::kOperandMark:
        return TakeMark(c, true);
      case Begins::kOpen:
        if (type_ == Sanitizer::Type::kNamed) return false;
        summarizer_.OnMark(c);
        return TakeMark(c, false);
      case Begins::kClose:
        summarizer_.OnMark(c);
        // After the columns of a common table expression, the next token matters.
        return TakeMark(c, true) && summarizer_.IsIdle();
      case Begins::kComma:
        return !summarizer_.AtCommaOfTargets() && TakeMark(c, false);
      case Begins::kDot:
        return !Is(next, kDigitBit) && type_ == Sanitizer::Type::kNone && TakeMark(c, false);
      case Begins::kStar:
        return next != '/' && TakeMark(c, false);
      case Begins::kSlash:
        return next != '*' && TakeMark(c, false);
      case Begins::kDollar:
        return ReadParameter();
      case Begins::kUnusual:
        break;
    }
    return false;
  }

  bool ReadSpace() {
    const char* space_end = SkipWhile(at_, end_, kSpaceBit);
    if (space_end > room_end_) return false;
    at_ = space_end;
    return true;
  }

  bool ReadWord() {
    const char* const word_end = AsciiNameEnd(at_, end_);
    if (word_end > room_end_) return false;
    if (word_end != end_ && MayContinueWord(*word_end)) return false;
    const std::string_view word{at_, static_cast<std::size_t>(word_end - at_)};
    const Keyword keyword = FindKeyword(word, end_);
    if (keyword != Keyword::kNone) {
      if (NeedsFullReader(keyword)) {
        unread_ = {word, keyword};
        return false;
      }
      summarizer_.OnPlainKeyword(keyword, before_);
    }
    at_ = last_token_end_ = word_end;
    before_.FollowWord(keyword);
    if (keyword == Keyword::kAs || type_ != Sanitizer::Type::kNone) {
      sanitizer_.set_type(type_);
      type_ = sanitizer_.FollowTypeWord(word, keyword);
    }
    operand_ = IsOperandWord(keyword);
    return true;
  }

  // Reads a quoted name if it has the same reading in every encoding and is not the name of a type.
  bool ReadQuotedName(char quote) {
    const char* const close = AsciiNameEnd(at_ + 1, end_);
    if (close >= room_end_ || *close != quote || close == at_ + 1) return false;
    if (at_ == lexer_.at() && lexer_.FollowsForeign()) return false;
    if (close + 1 != end_ && close[1] == quote) return false;
    if (Is(at_[1], kDigitBit)) return false;  // may look like a value
    if (type_ != Sanitizer::Type::kNone) return false;
    at_ = last_token_end_ = close + 1;
    before_ = {};
    operand_ = true;
    return true;
  }

  bool ReadNumber() {
    const char* number_end = PlainNumberEnd(at_, end_);
    if (number_end == nullptr) return false;
    // Lets the sanitizer recognize a sign directly after the number (`99+100`).
    sanitizer_.set_number_end(number_end);
    return TakeLiteral(number_end);
  }

  bool ReadParameter() {
    const char* parameter_end = lexer_.my_sql() ? nullptr : PlainParameterEnd(at_, end_);
    if (parameter_end == nullptr || parameter_end > room_end_) return false;
    Advance(parameter_end, '?');
    operand_ = true;
    return true;
  }

  bool TakeMark(char mark, bool operand) {
    Advance(at_ + 1, mark);
    operand_ = operand;
    return true;
  }

  // The lexer judges a word directly after a string.
  bool TakeString(const char* string_end) {
    const bool glued = string_end != nullptr && string_end != end_ && Is(*string_end, kNameBit);
    return !glued && TakeLiteral(string_end);
  }

  bool TakeLiteral(const char* literal_end) {
    if (literal_end == nullptr) return false;
    Write();
    sanitizer_.Write("?");
    Advance(literal_end, '?');
    unwritten_ = at_;
    operand_ = true;
    return true;
  }

  void Advance(const char* token_end, char mark) {
    at_ = last_token_end_ = token_end;
    before_ = {Keyword::kNone, mark};
    type_ = Sanitizer::Type::kNone;
  }

  void Write() {
    sanitizer_.Write({unwritten_, static_cast<std::size_t>(at_ - unwritten_)});
    unwritten_ = at_;
  }

  Lexer& lexer_;
  Sanitizer& sanitizer_;
  Summarizer& summarizer_;
  const char* at_;
  const char* unwritten_;
  const char* end_;
  const char* room_end_;  // tokens that end here are sure to fit into the output
  const char* last_token_end_ = nullptr;
  PlainStretch::Word unread_;
  Preceding& before_;
  Sanitizer::Type type_;
  bool operand_;
};

}  // namespace

PlainStretch ReadPlainStretch(Lexer& lexer, Sanitizer& sanitizer, Summarizer& summarizer,
                              Preceding& before) {
  return Reader{lexer, sanitizer, summarizer, before}.Read();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
