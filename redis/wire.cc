#include "redis/wire.h"

namespace dbspan::redis {

CommandReader::CommandReader(std::string_view wire) noexcept : rest_(wire) {
  size_ = Header('*').value_or(0);
}

std::optional<std::string_view> CommandReader::Next() noexcept {
  if (read_ == size_) return std::nullopt;
  const auto length = Header('$');
  if (!length || *length > rest_.size() || rest_.size() - *length < 2) {
    size_ = read_;
    return std::nullopt;
  }
  const std::string_view argument = rest_.substr(0, *length);
  rest_.remove_prefix(*length + 2);
  ++read_;
  return argument;
}

std::optional<std::size_t> CommandReader::Header(char mark) noexcept {
  if (rest_.empty() || rest_.front() != mark) return std::nullopt;
  const char* const digits = rest_.data() + 1;
  const char* const end = rest_.data() + rest_.size();
  const char* after = digits;
  std::size_t number = 0;
  while (after != end && *after >= '0' && *after <= '9') {
    number = 10 * number + static_cast<std::size_t>(*after++ - '0');
  }
  // No number that fits into memory has more digits, and fewer cannot overflow.
  constexpr std::ptrdiff_t kMostDigits = 18;
  const bool terminated = end - after >= 2 && after[0] == '\r' && after[1] == '\n';
  if (after == digits || after - digits > kMostDigits || !terminated) return std::nullopt;
  rest_.remove_prefix(static_cast<std::size_t>(after + 2 - rest_.data()));
  return number;
}

}  // namespace dbspan::redis
