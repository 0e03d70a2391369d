#include "core/sql/foreign_mark.h"

namespace dbspan::sql_text {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode: White_Space, and the format characters that leave nothing or a gap to be seen.
constexpr Range kBlanks[] = {{0x85, 0x85},     {0xA0, 0xA0},     {0xAD, 0xAD},     {0x1680, 0x1680},
                             {0x180E, 0x180E}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x2064},
                             {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
// Unicode: Quotation_Mark beyond ASCII, accents and primes that stand for quotes.
constexpr Range kQuotes[] = {{0xAB, 0xAB},     {0xB4, 0xB4},     {0xBB, 0xBB},     {0x2BC, 0x2BC},
                             {0x2018, 0x201F}, {0x2032, 0x203A}, {0x275B, 0x2760}, {0x2E42, 0x2E42},
                             {0x300A, 0x300F}, {0x301D, 0x301F}, {0xFE41, 0xFE44}, {0xFF02, 0xFF02},
                             {0xFF07, 0xFF07}, {0xFF40, 0xFF40}, {0xFF62, 0xFF63}};
// Unicode: the decimal digits of widespread scripts, and those of full width.
constexpr Range kDigits[] = {{0x660, 0x669}, {0x6F0, 0x6F9}, {0x966, 0x96F},
                             {0x9E6, 0x9EF}, {0xE50, 0xE59}, {0xFF10, 0xFF19}};

template <std::size_t size>
bool IsIn(const Range (&ranges)[size], std::uint32_t character) noexcept {
  for (const Range& range : ranges) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

std::uint32_t LowBits(char c) noexcept { return static_cast<unsigned char>(c) & 0x3FU; }

}  // namespace

ForeignMark ForeignMarkAt(const char* at, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*at);
  const std::size_t size = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 1;
  if (size == 1 || static_cast<std::size_t>(end - at) < size) return {};
  if (size == 4) return {ForeignMark::Kind::kNone, size};
  const std::uint32_t character =
      size == 2 ? ((lead & 0x1FU) << 6U) | LowBits(at[1])
                : ((lead & 0x0FU) << 12U) | (LowBits(at[1]) << 6U) | LowBits(at[2]);
  if (IsIn(kBlanks, character)) return {ForeignMark::Kind::kBlank, size};
  if (IsIn(kQuotes, character)) return {ForeignMark::Kind::kQuote, size};
  if (IsIn(kDigits, character)) return {ForeignMark::Kind::kDigit, size};
  return {ForeignMark::Kind::kNone, size};
}

}  // namespace dbspan::sql_text
