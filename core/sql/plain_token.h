#pragma once

#include <array>
#include <cstdint>

#include "core/sql/keyword.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How a token that begins with a given byte is handled.
enum class Begins : std::uint8_t {
  kUnusual,  // everything not listed here
  kSpace,    // white space other than a blank
  kNumber,
  kString,
  kNameQuote,  // quotes a name in some dialects
  kMark,
  kColon,
  kBracket,
  kOperandMark,  // punctuation after which a sign is an operator
  kOpen,
  kClose,
  kComma,
  kDot,
  kStar,
  kSlash,
  kDollar,
};

/// Returns the entry for each byte.
constexpr std::array<Begins, 256> MakeBegins() {
  std::array<Begins, 256> begins{};
  for (const unsigned char c : {'\t', '\n', '\r', '\f', '\v'}) begins[c] = Begins::kSpace;
  for (int c = '0'; c <= '9'; ++c) begins[c] = Begins::kNumber;
  for (const unsigned char c : {'=', '<', '>', '!', '%', '|', '&', '^', '~'}) {
    begins[c] = Begins::kMark;
  }
  begins['['] = Begins::kBracket;
  begins[':'] = Begins::kColon;
  begins[']'] = Begins::kOperandMark;
  begins['?'] = Begins::kOperandMark;
  begins['\''] = Begins::kString;
  begins['"'] = Begins::kNameQuote;
  begins['`'] = Begins::kNameQuote;
  begins['('] = Begins::kOpen;
  begins[')'] = Begins::kClose;
  begins[','] = Begins::kComma;
  begins['.'] = Begins::kDot;
  begins['*'] = Begins::kStar;
  begins['/'] = Begins::kSlash;
  begins['$'] = Begins::kDollar;
  return begins;
}

inline constexpr std::array<Begins, 256> kBegins = MakeBegins();

/// Tells whether a keyword may change the meaning of the tokens after it, so that it ends a plain
/// stretch.
constexpr bool NeedsFullReader(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::kSelect:
    case Keyword::kInsert:
    case Keyword::kUpdate:
    case Keyword::kDelete:
    case Keyword::kReplace:
    case Keyword::kMerge:
    case Keyword::kWith:
    case Keyword::kValues:
    case Keyword::kFrom:
    case Keyword::kJoin:
    case Keyword::kInto:
    case Keyword::kUsing:
    case Keyword::kIn:
    case Keyword::kStdin:
    case Keyword::kIdentified:
    case Keyword::kPassword:
    case Keyword::kSet:
    case Keyword::kTable:
    case Keyword::kExecute:
    case Keyword::kValue:
    case Keyword::kBoolean:
      return true;
    default:
      return false;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
