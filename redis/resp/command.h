#pragma once

#include <cstddef>
#include <string_view>

#include "dbspan/version.h"
#include "redis/resp/command_table.h"
#include "redis/resp/wire.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a command is, read from its bytes; the views lead into them.
struct CommandFacts {
  CommandFacts() noexcept {}  // NOLINT(*-use-equals-default): as in Operation

  std::string_view name;  ///< As sent; empty if the bytes are no command or the name is no name.
  std::string_view subcommand;  ///< As sent; empty if it is not known or there is none.
  std::string_view procedure;   ///< Hash or name of the script or function it calls.
  std::size_t arguments = 0;    ///< Without the name.
  CommandReader reader;         ///< After the name, or the subcommand.
  const CommandRule* rule = nullptr;
};

/// Reads the name of a command and finds its rule; of the arguments only what belongs to the name.
CommandFacts ReadCommand(std::string_view wire) noexcept;
/// The same without the shortcut for short names: what tests compare with.
CommandFacts ReadCommandByArguments(std::string_view wire) noexcept;

/// Returns the first key of a command, wherever it stands, or nothing if it has none.
std::string_view FirstKey(const CommandFacts& facts) noexcept;

/// Returns the first argument of a command: the index of a SELECT.
inline std::string_view FirstArgument(const CommandFacts& facts) noexcept {
  CommandReader reader = facts.reader;
  return reader.Next().value_or(std::string_view{});
}

/// Tells whether a command has the option `word`, in upper case.
bool HasOption(const CommandFacts& facts, std::string_view word) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
