#include "core/sql/utf8.h"

#include <cstdint>
#include <cstring>

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

bool IsContinuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::size_t CharacterLength(const char* begin, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*begin);
  const auto second = begin + 1 < end ? static_cast<unsigned char>(begin[1]) : 0U;
  if (lead < 0x80U) return 1;
  if (lead >= 0xC2U && lead <= 0xDFU) return (second & 0xC0U) == 0x80U ? 2 : 0;
  if ((lead & 0xF0U) == 0xE0U) {
    const unsigned low = lead == 0xE0U ? 0xA0U : 0x80U;
    const unsigned high = lead == 0xEDU ? 0x9FU : 0xBFU;
    return end - begin >= 3 && second >= low && second <= high && IsContinuation(begin[2]) ? 3 : 0;
  }
  if (lead >= 0xF0U && lead <= 0xF4U) {
    const unsigned low = lead == 0xF0U ? 0x90U : 0x80U;
    const unsigned high = lead == 0xF4U ? 0x8FU : 0xBFU;
    return end - begin >= 4 && second >= low && second <= high && IsContinuation(begin[2]) &&
                   IsContinuation(begin[3])
               ? 4
               : 0;
  }
  return 0;
}

bool IsValidUtf8(std::string_view text) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    while (end - at >= 8) {  // eight ASCII characters at a time
      std::uint64_t word = 0;
      std::memcpy(&word, at, sizeof word);
      if ((word & kHighBits) != 0) break;
      at += 8;
    }
    if (at == end) break;
    const std::size_t length = CharacterLength(at, end);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string_view CutAtCharacter(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  while (limit > 0 && IsContinuation(text[limit])) --limit;
  return text.substr(0, limit);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
