#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "redis/command_table.h"
#include "redis/wire.h"

namespace dbspan::redis {

/// What a command is, read from its bytes; the views lead into them.
struct CommandFacts {
  CommandFacts() noexcept {}  // NOLINT(*-use-equals-default): as in Operation

  std::string_view name;  ///< As sent; empty if the bytes are no command or the name is no name.
  std::string_view procedure;  ///< Hash or name of the script or function it calls.
  std::string_view first;      ///< First argument: the index of a SELECT, for example.
  std::size_t arguments = 0;   ///< Without the name.
  CommandReader reader;        ///< Behind the name.
  const CommandRule* rule = nullptr;
};

/// Returns the first key of a command, or nothing if it has none that is easily found.
std::string_view FirstKey(std::string_view wire) noexcept;

CommandFacts ReadCommand(std::string_view wire) noexcept;

/// Describes one command from its bytes.
Operation DescribeCommand(EndpointView endpoint, std::string_view wire, const CommandFacts& facts,
                          const Options& options) noexcept;

/// The form of a command that may be recorded: `SET key ?`, in the way redis-cli writes it.
///
/// Keys and field names stay, values become `?` (semconv, db/redis.md); `limit` is in bytes, and an
/// argument that does not fit ends the text. Arguments that would not read well are quoted.
std::string RedactCommand(std::string_view wire, std::size_t limit);

/// The same for several commands behind one another: joined by `; `, or one text if all are the
/// same.
std::string RedactPipeline(std::string_view wires, std::size_t limit);

}  // namespace dbspan::redis
