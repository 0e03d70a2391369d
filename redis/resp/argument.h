#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The kind of an argument. All kinds except kValue may be shown in a recorded text.
enum class Argument : std::uint8_t {
  kValue,  ///< Data, or an argument that the rule does not describe.
  kKey,
  kField,
  kName,     ///< Name of a group, consumer, channel, library, node and the like, chosen by an
             ///< operator.
  kPattern,  ///< A pattern of keys, channels or fields.
  kInteger,
  kOffset,    ///< An integer, or `#` and an integer.
  kNumber,    ///< A number that may have a fraction.
  kStreamId,  ///< Id of a stream entry, or a bound of a range of ids.
  kPath,      ///< A JSON path; one with a filter counts as data.
  kBound,  ///< A rank, passed on as kInteger; with BYSCORE or BYLEX a score or member, passed on as
           ///< kValue.
  kScript,  ///< The hash of a script or the name of a function; a text that is no word may be the
            ///< script itself.
  kWord,    ///< The name of an option, a subcommand, a choice.
};

/// Byte codes that describe the arguments of a command in the table; redis/resp/table/patterns.py
/// writes them. A code below kOptions is one argument of the kind `code - 1`.
struct ArgumentCode {
  enum : std::uint8_t {
    kEnd = 0,
    kOptions = 32,  ///< Size (2 bytes); for each option: length, word, length, arguments; 0.
    kChoice = 33,   ///< Like kOptions, but exactly one must be present.
    kRepeat = 34,   ///< Number of arguments to leave over, length, repeated arguments.
    kCounted = 35,  ///< Length, arguments. In a command, a count precedes the repetitions.
    kHalves = 36,   ///< Kind of the first half of the remaining arguments, kind of the second half.
    kRest = 37,     ///< Length, arguments: repeated up to the end, even if a word is an option.
    kCountedOrAll = 38,  ///< Like kCounted, or a single `*`.
    kRequired = 39,      ///< Minimum number of arguments that must remain.
    kSubcommands = 99,
  };
};

/// Returns the kind of the argument that a code below kOptions describes.
constexpr Argument KindOf(std::uint8_t code) noexcept { return static_cast<Argument>(code - 1); }
/// Tells whether a code describes one argument that needs no check.
constexpr bool FitsAlways(std::uint8_t code) noexcept {
  return code != ArgumentCode::kEnd && KindOf(code) <= Argument::kPattern;
}

/// Tells whether an argument has the syntax of its kind; keys, names and values always do.
bool Fits(Argument kind, std::string_view argument) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
