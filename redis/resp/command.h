#pragma once

#include <cstddef>
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
