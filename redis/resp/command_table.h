#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// How a reply distinguishes a hit from a miss (docs/redis-commands.md).
enum class Lookup : std::uint8_t {
  kNone,       ///< Not a lookup: writes, administration, counters.
  kNil,        ///< Nil is a miss, anything else a hit.
  kEmpty,      ///< Nil or an empty list is a miss; a number is neither.
  kEmptyText,  ///< An empty string is a miss: there are no empty values of this kind.
  kFound,      ///< Nil or an empty list is a miss; a number is a hit.
  kEach,       ///< A lookup per element: nil or 0 is a miss.
  kNumber,     ///< 1 is a hit, 0 a miss.
  kOfKeys,     ///< The reply is the number of keys that exist.
};

/// How the rows of a list-like reply are counted, whatever its layout in the protocol.
enum class Rows : std::uint8_t {
  kNone,
  kItems,      ///< Each element is a row.
  kPairs,      ///< Two elements are a row: a map, or a flat list in RESP2.
  kTuples,     ///< An element and the values that options such as WITHSCORES add are a row; RESP3
               ///< may nest them.
  kScores,     ///< A member and its score are a row, nested or not.
  kPopped,     ///< The key, then the popped rows: one element or a list.
  kScan,       ///< The rows are the elements of the second element, which is a list.
  kScanPairs,  ///< Like kScan, but a row is a pair unless the command has the option of its rule.
  kStreams,    ///< The entries of all streams are the rows.
  kSearch,     ///< The documents are the rows; their total comes first.
};

/// The effect of a command on later commands and replies of its connection.
enum class Effect : std::uint8_t {
  kNone,
  kSelects,       ///< Changes the database, if it succeeds.
  kResets,        ///< Resets the connection, if it succeeds.
  kBegins,        ///< MULTI
  kExecutes,      ///< EXEC
  kDiscards,      ///< DISCARD
  kSubscribes,    ///< Has one reply for each argument, and starts messages.
  kUnsubscribes,  ///< Has one reply for each argument.
  kMonitors,      ///< Starts messages.
  kScript,        ///< No effect, but its error messages are worded by the author of the script.
  kFunction,      ///< Like kScript, with a script or function that is called by its hash or name.
  kUnknown,       ///< Of an unknown command, which may be EVAL under another name.
};

/// The rule of a command or subcommand.
struct CommandRule {
  std::string_view name;        ///< Upper case, `CONFIG|GET`; empty for an unknown command.
  std::uint16_t arguments = 0;  ///< Offset of the description of its arguments
                                ///< (resp/argument_walk.h).
  Lookup lookup = Lookup::kNone;
  Rows rows = Rows::kNone;
  Effect effect = Effect::kNone;
  std::string_view option;  ///< Option that changes the meaning of the reply, or empty.
};

/// Returns the rule of a command; the case of the name is ignored. The rule of an unknown command
/// shows no arguments.
const CommandRule& FindCommand(std::string_view name) noexcept;

/// Returns a name of 1 to 8 bytes as a word whose lowest byte is the first character. 8 bytes must
/// be readable at `name`.
inline std::uint64_t ShortNameWord(std::string_view name) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, name.data(), sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word & ~std::uint64_t{0} >> (64U - 8U * name.size());
}

/// Returns the rule of a command by its `ShortNameWord`, or null.
const CommandRule* FindShortCommand(std::uint64_t name) noexcept;

/// Returns the rule of a subcommand, or that of an unknown command.
const CommandRule& FindSubcommand(const CommandRule& command, std::string_view name) noexcept;

/// Tells whether the first argument of a command is the name of a subcommand.
bool HasSubcommands(const CommandRule& rule) noexcept;

/// Returns the description of a command's arguments, in ArgumentCode.
const std::uint8_t* ArgumentsOf(const CommandRule& rule) noexcept;

/// Returns the upper-case form of an ASCII letter, and other characters unchanged.
constexpr char Upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Compares an upper-case word with a word in any case.
constexpr bool IsWord(std::string_view upper, std::string_view sent) noexcept {
  if (upper.size() != sent.size()) return false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (upper[i] != Upper(sent[i])) return false;
  }
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
