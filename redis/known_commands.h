#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"
#include "redis/reply_reading.h"
#include "redis/resp/command.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Recent commands of a connection whose measurements depend on nothing but their name. They can be
/// measured without being read (core/span/measured_operation.h).
///
/// Used by the thread of the connection.
class KnownCommands {
 public:
  struct Known {
    std::uint64_t word = 0;       ///< `ShortHead::word`; 0: free.
    std::uint32_t dimension = 0;  ///< Of the command, in the metrics.
    std::uint8_t length = 0;      ///< `ShortHead::length`
    Lookup lookup = Lookup::kNone;
    Rows rows = Rows::kNone;

    /// Returns how to read the reply to a command that starts with `head`.
    ReplyReading ReadingOf(const ShortHead& head) const noexcept {
      ReplyReading reading;
      reading.lookup = lookup;
      reading.rows = rows;
      reading.keys = static_cast<std::uint32_t>(head.size - 1);
      return reading;
    }
  };

  /// Returns null if the command is not known.
  const Known* Find(const ShortHead& head) const noexcept {
    if (head.length == 0) return nullptr;
    const Known& known = known_[SlotOf(head.word)];
    return known.word == head.word && known.length == head.length ? &known : nullptr;
  }
  /// Remembers a command, unless its arguments change what its operation is or how its reply is
  /// read.
  void Learn(const ShortHead& head, const CommandFacts& facts, std::uint32_t dimension) noexcept {
    if (head.length == 0 || dimension == 0 || !facts.subcommand.empty()) return;
    if (!DependsOnNameAlone(*facts.rule)) return;
    known_[SlotOf(head.word)] = {head.word, dimension, static_cast<std::uint8_t>(head.length),
                                 facts.rule->lookup, facts.rule->rows};
  }

 private:
  static constexpr std::size_t kSlots = 8;

  static std::size_t SlotOf(std::uint64_t word) noexcept {
    return (word * 0x9E3779B97F4A7C15U) >> 61U;
  }

  std::array<Known, kSlots> known_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
