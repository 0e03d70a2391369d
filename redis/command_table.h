#pragma once

#include <cstdint>
#include <string_view>

namespace dbspan::redis {

/// Which arguments of a command may be shown.
enum class Keep : std::uint8_t {
  kFirst,      ///< The first `count` arguments; the others are values.
  kAll,        ///< Keys, fields, cursors, options: nothing in them is a value.
  kAlternate,  ///< Behind the first `count`, every other one: field, value, field, value …
  kScript,     ///< numkeys and the keys; the script itself may hold literals.
  kFunction,   ///< Like a script, but its name or hash is shown.
};

/// How a reply tells a hit from a miss (docs/telemetry.md gives the reasons).
enum class Lookup : std::uint8_t {
  kNone,    ///< Not a lookup: writes, administration, counters.
  kNil,     ///< Nil is a miss, anything else a hit.
  kEmpty,   ///< Nil, an empty string or an empty list is a miss.
  kEach,    ///< One per element: nil or 0 is a miss.
  kNumber,  ///< 1 is a hit, 0 a miss.
  kOfKeys,  ///< The number is how many of the keys exist.
};

/// What a command changes for those that follow, if it succeeds.
enum class Effect : std::uint8_t {
  kNone,
  kSelects,   ///< The database.
  kResets,    ///< Everything.
  kBegins,    ///< MULTI
  kExecutes,  ///< EXEC
  kDiscards,  ///< DISCARD
};

/// What is known of one command.
struct CommandRule {
  std::string_view name;  ///< Upper case; empty for a command that is not in the table.
  Keep keep = Keep::kFirst;
  std::uint8_t count = 0;
  Lookup lookup = Lookup::kNone;
  std::uint8_t key = 1;  ///< Position of the first key; 0: none, or not at a fixed position.
  Effect effect = Effect::kNone;
  bool scans = false;  ///< The list is the second element of the reply.
};

/// Returns the rule of a command, whatever the case of its name. For an unknown one nothing is
/// shown.
const CommandRule& FindCommand(std::string_view name) noexcept;

}  // namespace dbspan::redis
