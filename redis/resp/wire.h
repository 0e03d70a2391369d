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
/// Views lead into the given bytes. Bytes that are not a well-formed command end the reading.
class CommandReader {
 public:
  CommandReader() noexcept = default;
  explicit CommandReader(std::string_view wire) noexcept;

  /// The number of arguments announced, the name included; 0 if this is no command.
  std::size_t size() const noexcept { return size_; }
  /// How many of them are still to come, if the bytes are what they say.
  std::size_t left() const noexcept { return size_ - read_; }
  /// The next argument; nothing at the end or where the bytes are malformed.
  std::optional<std::string_view> Next() noexcept;
  /// What follows the arguments read so far; after the last one, the next command of a pipeline.
  std::string_view rest() const noexcept { return rest_; }

 private:
  /// Reads a mark and a number; takes nothing away where there is none.
  bool ReadHeader(char mark, std::size_t& number) noexcept;

  std::string_view rest_;
  std::size_t size_ = 0;
  std::size_t read_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
