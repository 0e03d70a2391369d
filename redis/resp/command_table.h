#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How a reply tells a hit from a miss (docs/redis-commands.md).
enum class Lookup : std::uint8_t {
  kNone,       ///< Not a lookup: writes, administration, counters.
  kNil,        ///< Nil is a miss, anything else a hit.
  kEmpty,      ///< Nil or an empty list is a miss; a number says nothing.
  kEmptyText,  ///< An empty string is a miss: there are no empty values of this kind.
  kFound,      ///< Nil or an empty list is a miss; a number is a hit.
  kEach,       ///< One per element: nil or 0 is a miss.
  kNumber,     ///< 1 is a hit, 0 a miss.
  kOfKeys,     ///< The number is how many of the keys exist.
};

/// What a list-like reply counts as rows: items, however the protocol lays them out.
enum class Rows : std::uint8_t {
  kNone,
  kItems,      ///< Elements.
  kPairs,      ///< Two elements each: a map, or a flat list in RESP2.
  kTuples,     ///< Elements with what WITHSCORES and the like add to each; RESP3 may nest them.
  kScores,     ///< Members and scores: pairs, nested or not.
  kPopped,     ///< The key, and what was popped: one element or a list.
  kScan,       ///< The list is the second element.
  kScanPairs,  ///< The same, in pairs unless the command has the option of its rule.
  kStreams,    ///< The entries of all streams.
  kSearch,     ///< Documents, after their total.
};

/// What a command means for others on its connection.
enum class Effect : std::uint8_t {
  kNone,
  kSelects,       ///< The database, if it succeeds.
  kResets,        ///< Everything, if it succeeds.
  kBegins,        ///< MULTI
  kExecutes,      ///< EXEC
  kDiscards,      ///< DISCARD
  kSubscribes,    ///< Has one reply for every argument, and messages afterwards.
  kUnsubscribes,  ///< The same without messages.
  kMonitors,      ///< Has messages afterwards.
  kScript,        ///< Nothing; its errors are worded by the author of the script.
  kFunction,      ///< A script that is called by its hash or name.
};

/// What is known of one command or subcommand.
struct CommandRule {
  std::string_view name;        ///< Upper case, `CONFIG|GET`; empty for an unknown command.
  std::uint16_t arguments = 0;  ///< Where its arguments are described (resp/argument_walk.h).
  Lookup lookup = Lookup::kNone;
  Rows rows = Rows::kNone;
  Effect effect = Effect::kNone;
  std::string_view option;  ///< Option that the meaning of its reply depends on, or empty.
};

/// Returns the rule of a command, whatever the case of its name. An unknown one has no arguments
/// that are shown.
const CommandRule& FindCommand(std::string_view name) noexcept;

/// Returns the rule of a command whose name has up to 8 bytes, or null; 8 bytes must be readable at
/// `name`.
const CommandRule* FindShortCommand(std::string_view name) noexcept;

/// Returns the rule of a subcommand, or that of an unknown command.
const CommandRule& FindSubcommand(const CommandRule& command, std::string_view name) noexcept;

/// Tells whether the first argument of a command is the name of a subcommand.
bool HasSubcommands(const CommandRule& rule) noexcept;

/// The description of a command's arguments.
const std::uint8_t* ArgumentsOf(const CommandRule& rule) noexcept;

/// The letters of protocol words are ASCII.
constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Compares a word in upper case with one as it was sent.
constexpr bool IsWord(std::string_view upper, std::string_view sent) noexcept {
  if (upper.size() != sent.size()) return false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (upper[i] != Upper(sent[i])) return false;
  }
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
