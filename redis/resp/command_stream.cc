#include "redis/resp/command_stream.h"

#include <algorithm>

#include "redis/resp/wire.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::uint8_t kMostDigits = 18;  // cannot overflow

bool IsBlank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

bool IsOneCommand(std::string_view wire) noexcept {
  CommandReader reader{wire};
  const std::size_t size = reader.size();
  std::size_t read = 0;
  while (reader.Next()) ++read;
  if (size != 0) return read == size && reader.rest().empty();
  // The inline form; empty lines are no commands.
  return !wire.empty() && wire.front() != '*' && wire.find('\n') == wire.size() - 1 &&
         !std::all_of(wire.begin(), wire.end(), IsBlank);
}

// Source: networking.c of Redis, processInlineBuffer and processMultibulkBuffer.
std::size_t CommandStream::Advance(std::string_view wire) noexcept {
  std::size_t i = 0;
  if (in_step()) {
    at_ = wire.front() == '*' ? At::kCount : At::kInline;
    empty_ = at_ == At::kInline;
    if (at_ == At::kCount) ++i;
  }
  while (i < wire.size() && !in_step()) {
    switch (at_) {
      case At::kInline:
        empty_ = empty_ && IsBlank(wire[i]);
        if (wire[i++] == '\n') at_ = At::kStart;
        break;
      case At::kArgument:
        at_ = wire[i++] == '$' ? At::kLength : At::kLost;
        break;
      case At::kCount:
      case At::kLength:
        ReadHeader(wire[i++]);
        break;
      case At::kBytes: {
        const std::size_t some = std::min(bytes_, wire.size() - i);
        i += some;
        bytes_ -= some;
        if (bytes_ == 0) at_ = --arguments_ == 0 ? At::kStart : At::kArgument;
        break;
      }
      default:
        return wire.size();
    }
  }
  return i;
}

void CommandStream::ReadHeader(char c) noexcept {
  if (return_) return c == '\n' ? EndHeader() : static_cast<void>(at_ = At::kLost);
  const auto digit = static_cast<unsigned char>(c - '0');
  if (digit <= 9 && digits_ < kMostDigits) {
    number_ = 10 * number_ + digit;
    ++digits_;
  } else if (c == '-' && digits_ == 0 && !negative_) {
    negative_ = true;
  } else if (c == '\r' && digits_ != 0) {
    return_ = true;
  } else {
    at_ = At::kLost;
  }
}

void CommandStream::EndHeader() noexcept {
  constexpr std::size_t kLineEnd = 2;
  if (at_ == At::kCount) {
    arguments_ = negative_ ? 0 : number_;
    empty_ = arguments_ == 0;
    at_ = empty_ ? At::kStart : At::kArgument;
  } else {
    bytes_ = number_ + kLineEnd;
    at_ = negative_ ? At::kLost : At::kBytes;
  }
  number_ = 0;
  digits_ = 0;
  negative_ = return_ = false;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
