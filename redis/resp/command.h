#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"
#include "redis/resp/command_table.h"
#include "redis/resp/wire.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A command as read from its wire format; the views refer to those bytes.
struct CommandFacts {
  CommandFacts() noexcept {}  // NOLINT(*-use-equals-default): faster, see Operation

  std::string_view name;  ///< As sent; empty if the bytes are not a command or the name has invalid
                          ///< characters.
  std::string_view subcommand;  ///< As sent; empty if it is unknown or absent.
  std::string_view procedure;   ///< Hash or name of the script or function that is called.
  std::size_t arguments = 0;    ///< Number of arguments without the name.
  CommandReader reader;         ///< Positioned after the name, or the subcommand.
  const CommandRule* rule = nullptr;
};

/// The start of a command with a short name and few arguments: `*2\r\n$3\r\nGET\r\n`.
struct ShortHead {
  ShortHead() noexcept {}  // NOLINT(*-use-equals-default): faster, see Operation

  static constexpr std::size_t kHeader = 8;  ///< Bytes before the name.

  std::uint64_t word;      ///< The name as sent: the first character is the lowest byte.
  std::size_t length = 0;  ///< Of the name, 1 to 8; 0: the command is of another kind.
  std::size_t size;        ///< Number of arguments with the name, 1 to 9.
};

/// Reads the start of a command as two 64-bit words.
inline ShortHead ReadShortHead(std::string_view wire) noexcept {
  constexpr std::size_t kHeader = ShortHead::kHeader;
  constexpr char kHead[] = {'*', 0, '\r', '\n', '$', 0, '\r', '\n'};
  constexpr std::uint8_t kFixed[] = {0xFF, 0, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF};
  const auto word_at = [](const void* at) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  };
  ShortHead head;
  if (wire.size() < kHeader + sizeof(std::uint64_t) + 2) return head;
  const char* const begin = wire.data();
  const auto size = static_cast<unsigned char>(begin[1] - '0');
  const auto length = static_cast<unsigned char>(begin[5] - '0');
  if ((word_at(begin) & word_at(kFixed)) != word_at(kHead) || size - 1U > 8U || length - 1U > 7U) {
    return head;
  }
  if (begin[kHeader + length] != '\r' || begin[kHeader + length + 1] != '\n') return head;
  head.word = ShortNameWord({begin + kHeader, length});
  head.length = length;
  head.size = size;
  return head;
}

/// Reads the name of a command, its subcommand or procedure, and finds its rule. Reads no other
/// arguments.
CommandFacts ReadCommand(std::string_view wire) noexcept;
/// Does the same as ReadCommand without its fast path for short names. For tests.
CommandFacts ReadCommandByArguments(std::string_view wire) noexcept;

/// Returns the first key of a command, at any position; empty if it has none.
std::string_view FirstKey(const CommandFacts& facts) noexcept;

/// Returns the first argument of a command, such as the index of a SELECT; empty if it has none.
inline std::string_view FirstArgument(const CommandFacts& facts) noexcept {
  CommandReader reader = facts.reader;
  return reader.Next().value_or(std::string_view{});
}

/// Tells whether a command has the option `word` (upper case).
bool HasOption(const CommandFacts& facts, std::string_view word) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
