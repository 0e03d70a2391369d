#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reads the arguments of a command in the Redis protocol, `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`, one by
/// one.
///
/// Returned views refer to the given bytes. At malformed bytes the reading ends.
class CommandReader {
 public:
  CommandReader() noexcept = default;
  explicit CommandReader(std::string_view wire) noexcept;

  /// Returns a reader for the rest of a command with `size` arguments, after its first argument.
  static CommandReader BehindName(std::string_view rest, std::size_t size) noexcept {
    CommandReader reader;
    reader.rest_ = rest;
    reader.size_ = size;
    reader.read_ = 1;
    return reader;
  }

  /// The announced number of arguments including the name; 0 if the bytes are not a command.
  std::size_t size() const noexcept { return size_; }
  /// The number of arguments not read yet, if the announced number is right.
  std::size_t left() const noexcept { return size_ - read_; }
  /// Returns the next argument; empty at the end or at malformed bytes.
  [[gnu::always_inline]] std::optional<std::string_view> Next() noexcept {
    if (read_ == size_) return std::nullopt;
    std::size_t length = 0;
    if (!ReadHeader('$', length) || length > rest_.size() || rest_.size() - length < 2) {
      size_ = read_;
      return std::nullopt;
    }
    const std::string_view argument = rest_.substr(0, length);
    rest_.remove_prefix(length + 2);
    ++read_;
    return argument;
  }
  /// The bytes after the arguments read so far; after the last one, the next command of a pipeline.
  std::string_view rest() const noexcept { return rest_; }

 private:
  /// Reads a type character, a number and the line end; consumes nothing if they are not there.
  bool ReadHeader(char mark, std::size_t& number) noexcept {
    const char* const begin = rest_.data();
    // Fast path: most numbers have one or two digits.
    if (rest_.size() < 5 || begin[0] != mark) return ReadLongHeader(mark, number);
    number = static_cast<unsigned char>(begin[1] - '0');
    if (number > 9) return false;
    if (begin[2] == '\r' && begin[3] == '\n') {
      rest_.remove_prefix(4);
      return true;
    }
    const auto second = static_cast<unsigned char>(begin[2] - '0');
    if (second > 9 || begin[3] != '\r' || begin[4] != '\n') return ReadLongHeader(mark, number);
    number = 10 * number + second;
    rest_.remove_prefix(5);
    return true;
  }
  bool ReadLongHeader(char mark, std::size_t& number) noexcept;

  std::string_view rest_;
  std::size_t size_ = 0;
  std::size_t read_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
