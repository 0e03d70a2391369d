#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How to interpret the reply to one command. Small, because pipelines keep one per command.
struct ReplyReading {
  Lookup lookup = Lookup::kNone;
  Rows rows = Rows::kNone;
  Effect effect = Effect::kNone;
  bool has_option = false;     ///< The command has the option that its rule names.
  std::uint8_t width = 1;      ///< Elements of one row, for Rows::kTuples and kSearch.
  std::uint32_t keys = 0;      ///< Number of keys, for Lookup::kOfKeys.
  std::uint32_t replies = 1;   ///< Number of replies; subscribing to n channels has n.
  std::int32_t database = -1;  ///< Selected database, for Effect::kSelects.
};

/// Determines from a command, before it is sent, how to read its reply.
ReplyReading ReadingOf(const CommandFacts& facts) noexcept;

/// Returns whether all commands of a rule have the same operation name, and the same reading except
/// for the number of keys: they have no subcommand, no option that matters and no effect.
bool DependsOnNameAlone(const CommandRule& rule) noexcept;

/// Returns whether a command with this effect can change how later replies are interpreted.
constexpr bool ChangesConversation(Effect effect) noexcept {
  return effect >= Effect::kSelects && effect <= Effect::kDiscards;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
