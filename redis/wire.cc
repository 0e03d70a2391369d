#include "redis/wire.h"

#include <charconv>

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
  std::size_t number = 0;
  const char* end = rest_.data() + rest_.size();
  const auto [after, error] = std::from_chars(rest_.data() + 1, end, number);
  if (error != std::errc{} || end - after < 2 || after[0] != '\r' || after[1] != '\n') {
    return std::nullopt;
  }
  rest_.remove_prefix(static_cast<std::size_t>(after + 2 - rest_.data()));
  return number;
}

}  // namespace dbspan::redis
