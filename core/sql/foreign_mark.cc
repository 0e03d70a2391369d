#include "core/sql/foreign_mark.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode: White_Space, and format characters that are invisible or look like a blank.
constexpr Range kBlanks[] = {{0x85, 0x85},     {0xA0, 0xA0},     {0xAD, 0xAD},     {0x1680, 0x1680},
                             {0x180E, 0x180E}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F},
                             {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
// Unicode: Quotation_Mark beyond ASCII, and accents and primes that are used as quotes.
constexpr Range kQuotes[] = {{0xAB, 0xAB},     {0xB4, 0xB4},     {0xBB, 0xBB},     {0x2BC, 0x2BC},
                             {0x2018, 0x201F}, {0x2032, 0x203A}, {0x275B, 0x2760}, {0x2E42, 0x2E42},
                             {0x300A, 0x300F}, {0x301D, 0x301F}, {0xFE41, 0xFE44}, {0xFF02, 0xFF02},
                             {0xFF07, 0xFF07}, {0xFF40, 0xFF40}, {0xFF62, 0xFF63}};
// Unicode: Decimal_Number beyond ASCII. The zeros of each script; the other nine digits follow each
// zero.
constexpr std::uint32_t kZeros[] = {
    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,
    0xCE6,   0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,
    0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,
    0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
    0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0};
// Unicode: ranges that contain punctuation, currencies and operators, and hardly any letters.
constexpr Range kSymbols[] = {{0xA1, 0xA9},     {0xAC, 0xB1},     {0xB6, 0xB8},
                              {0xBF, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
                              {0x2010, 0x2BFF}, {0x3001, 0x3020}, {0xFE50, 0xFE6F},
                              {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFFE0, 0xFFEE}};

struct Pair {
  std::uint32_t open;
  std::uint32_t close;
};

// Quotes that are closed by a different character. All others close themselves.
constexpr Pair kPairs[] = {{0xAB, 0xBB},     {0xBB, 0xAB},     {0x2018, 0x2019}, {0x201A, 0x2018},
                           {0x201A, 0x2019}, {0x201C, 0x201D}, {0x201E, 0x201C}, {0x201E, 0x201D},
                           {0x201B, 0x2019}, {0x201F, 0x201D}, {0x2039, 0x203A}, {0x203A, 0x2039},
                           {0x275B, 0x275C}, {0x275D, 0x275E}, {0x300A, 0x300B}, {0x300C, 0x300D},
                           {0x300E, 0x300F}, {0x301D, 0x301E}, {0x301D, 0x301F}, {0xFE41, 0xFE42},
                           {0xFE43, 0xFE44}, {0xFF62, 0xFF63}};

template <std::size_t size>
bool IsIn(const Range (&ranges)[size], std::uint32_t character) noexcept {
  for (const Range& range : ranges) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

std::uint32_t LowBits(char c) noexcept { return static_cast<unsigned char>(c) & 0x3FU; }

bool IsDigit(std::uint32_t character) noexcept {
  for (const std::uint32_t zero : kZeros) {
    if (character >= zero && character - zero <= 9) return true;
  }
  return false;
}

std::size_t SizeOf(const char* at, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*at);
  const std::size_t size = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 1;
  return static_cast<std::size_t>(end - at) < size ? 1 : size;
}

}  // namespace

std::uint32_t CharacterAt(const char* at, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*at);
  switch (SizeOf(at, end)) {
    case 2:
      return ((lead & 0x1FU) << 6U) | LowBits(at[1]);
    case 3:
      return ((lead & 0x0FU) << 12U) | (LowBits(at[1]) << 6U) | LowBits(at[2]);
    case 4:
      return ((lead & 0x07U) << 18U) | (LowBits(at[1]) << 12U) | (LowBits(at[2]) << 6U) |
             LowBits(at[3]);
    default:
      return lead;
  }
}

ForeignMark ForeignMarkAt(const char* at, const char* end) noexcept {
  const std::size_t size = SizeOf(at, end);
  if (size == 1) return {};
  const std::uint32_t character = CharacterAt(at, end);
  if (IsIn(kBlanks, character)) return {ForeignMark::Kind::kBlank, size};
  if (IsIn(kQuotes, character)) return {ForeignMark::Kind::kQuote, size};
  if (IsDigit(character)) return {ForeignMark::Kind::kDigit, size};
  if (IsIn(kSymbols, character)) return {ForeignMark::Kind::kSymbol, size};
  return {ForeignMark::Kind::kNone, size};
}

bool BeginsNumber(const char* at, const char* end) noexcept {
  constexpr int kMostSymbols = 4;
  for (int symbols = 0; at != end && symbols <= kMostSymbols; ++symbols) {
    if (*at >= '0' && *at <= '9') return true;
    const ForeignMark mark = ForeignMarkAt(at, end);
    if (mark.kind == ForeignMark::Kind::kDigit) return true;
    if (mark.kind != ForeignMark::Kind::kSymbol) return false;
    at += mark.size;
  }
  return false;
}

bool Closes(std::uint32_t open, std::uint32_t quote) noexcept {
  bool has_partner = false;
  for (const Pair& pair : kPairs) {
    if (pair.open != open) continue;
    if (pair.close == quote) return true;
    has_partner = true;
  }
  return !has_partner && open == quote;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
