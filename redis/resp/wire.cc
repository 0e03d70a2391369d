#include "redis/resp/wire.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

CommandReader::CommandReader(std::string_view wire) noexcept : rest_(wire) {
  if (!ReadHeader('*', size_)) size_ = 0;
}

bool CommandReader::ReadLongHeader(char mark, std::size_t& number) noexcept {
  const char* const begin = rest_.data();
  const char* const end = begin + rest_.size();
  if (begin == end || *begin != mark) return false;
  const char* at = begin + 1;
  number = 0;
  for (; at != end; ++at) {
    const auto digit = static_cast<unsigned char>(*at - '0');
    if (digit > 9) break;
    number = 10 * number + digit;
  }
  // A larger length cannot fit into memory, and 18 digits cannot overflow.
  constexpr std::ptrdiff_t kMostDigits = 18;
  const std::ptrdiff_t digits = at - begin - 1;
  if (digits == 0 || digits > kMostDigits) return false;
  if (end - at < 2 || at[0] != '\r' || at[1] != '\n') return false;
  rest_.remove_prefix(static_cast<std::size_t>(at + 2 - begin));
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
