#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dbspan/version.h"
#include "redis/resp/argument.h"
#include "redis/resp/command_table.h"
#include "redis/resp/wire.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Visits the arguments of a command and determines the kind of each.
///
/// Reads every argument once, in order. As soon as an argument does not match the description, it
/// and all later ones are values. `Sink` is called as `bool(std::string_view, Argument)` and
/// returns false to end the walk.
template <class Sink>
class ArgumentWalk {
 public:
  /// `reader` must be positioned after the name of the command, or of the subcommand.
  ArgumentWalk(const CommandReader& reader, Sink& sink) noexcept : reader_(reader), sink_(sink) {}

  void Run(const CommandRule& rule) {
    Code at = ArgumentsOf(rule);
    // Fast path: most commands begin with a key, and many have only keys and values.
    for (current_ = reader_.Next(); current_ && FitsAlways(*at); current_ = reader_.Next()) {
      if (!sink_(*current_, KindOf(*at++))) return;
    }
    if (!current_) return;
    Read({at, nullptr}, nullptr);
    while (current_ && Hand(Argument::kValue)) {
    }
  }

 private:
  using Code = const std::uint8_t*;
  struct Sequence {
    Code at;
    Code end;  ///< Null if it ends with kEnd.

    /// The number of arguments. Valid for repeated and counted sequences, which have one code per
    /// argument.
    std::size_t size() const noexcept { return static_cast<std::size_t>(end - at); }
  };

  /// Reads the arguments that a sequence describes; false if the walk ends or an argument does not
  /// match. A repetition in the sequence ends at a word of the options `around`.
  bool Read(Sequence sequence, Code around) {
    for (Code at = sequence.at; at != sequence.end && *at != ArgumentCode::kEnd;) {
      switch (*at) {
        case ArgumentCode::kOptions:
        case ArgumentCode::kChoice:
          if (!ReadOptions(at + 3, *at == ArgumentCode::kChoice)) return false;
          at += 3 + at[1] + 256U * at[2];
          break;
        case ArgumentCode::kRepeat: {
          const Code behind = at + 3 + at[2];
          const bool options = behind != sequence.end && *behind == ArgumentCode::kOptions;
          if (!ReadRepeated({at + 3, behind}, at[1], options ? behind + 3 : around)) return false;
          at = behind;
          break;
        }
        case ArgumentCode::kRest:
          if (!ReadRepeated({at + 2, at + 2 + at[1]}, 0, nullptr)) return false;
          at += 2 + at[1];
          break;
        case ArgumentCode::kRequired:
          if (Left() < at[1]) return false;
          at += 2;
          break;
        case ArgumentCode::kCountedOrAll:
          if (current_ && *current_ == "*") {
            if (!Hand(Argument::kWord)) return false;
            at += 2 + at[1];
            break;
          }
          [[fallthrough]];
        case ArgumentCode::kCounted:
          if (!ReadCounted({at + 2, at + 2 + at[1]})) return false;
          at += 2 + at[1];
          break;
        case ArgumentCode::kHalves:
          if (!ReadHalves(KindOf(at[1]), KindOf(at[2]))) return false;
          at += 3;
          break;
        case ArgumentCode::kSubcommands:
          return false;
        default:
          if (!ReadOne(KindOf(*at++))) return false;
      }
    }
    return true;
  }

  /// Passes the current argument to the sink and reads the next one; false if the sink ends the
  /// walk.
  bool Hand(Argument kind) {
    if (!sink_(*current_, kind)) {
      current_.reset();
      return false;
    }
    current_ = reader_.Next();
    return true;
  }

  bool ReadOne(Argument kind) {
    if (!current_) return false;
    if (kind <= Argument::kPattern) return Hand(kind);
    if (kind == Argument::kBound) return ReadBound();
    if (Fits(kind, *current_)) return Hand(kind);
    return kind == Argument::kPath && Hand(Argument::kValue);
  }

  bool ReadOptions(Code options, bool once) {
    do {
      if (!current_) return false;
      const Code option = FindOption(options);
      if (option == nullptr) return !once;
      if (!Hand(Argument::kWord)) return false;
      if (!Read({option + 1, option + 1 + *option}, options)) return false;
    } while (!once);
    return true;
  }

  /// Returns the description after the word of the option that the current argument is, or null if
  /// it is not an option.
  Code FindOption(Code option) const noexcept {
    while (*option != 0) {
      const std::string_view word{reinterpret_cast<const char*>(option + 1), *option};
      option += 1 + *option;
      if (IsWord(word, *current_)) return option;
      option += 1 + *option;
    }
    return nullptr;
  }

  bool ReadRepeated(Sequence sequence, std::size_t left, Code until) {
    // If the number of arguments does not fit, it is unknown which one is missing: a value may be
    // in the position of a field.
    if (sequence.size() > 1 && until == nullptr && !IsWhole(sequence, left)) return false;
    while (current_ && Left() > left) {
      if (until != nullptr && FindOption(until) != nullptr) break;
      if (!Read(sequence, nullptr)) return false;
    }
    return true;
  }

  bool IsWhole(Sequence sequence, std::size_t left) const noexcept {
    return Left() <= left || (Left() - left) % sequence.size() == 0;
  }

  bool ReadCounted(Sequence sequence) {
    if (!current_ || !Fits(Argument::kInteger, *current_)) return false;
    std::size_t count = 0;
    for (const char digit : *current_) {
      if (digit == '-' || count > kMost) return false;
      count = 10 * count + static_cast<std::size_t>(digit - '0');
    }
    if (count > (Left() - 1) / sequence.size()) return false;
    if (!Hand(Argument::kInteger)) return false;
    for (; count > 0; --count) {
      if (!Read(sequence, nullptr)) return false;
    }
    return true;
  }

  bool ReadHalves(Argument first, Argument second) {
    const std::size_t all = Left();
    if (!current_ || all % 2 != 0) return false;
    for (std::size_t i = 0; i < all; ++i) {
      if (!ReadOne(i < all / 2 ? first : second)) return false;
    }
    return true;
  }

  // A command has two bounds. If one of them is no rank, the other one is data as well.
  bool ReadBound() {
    if (!bound_) bound_ = AreRanks() ? Argument::kInteger : Argument::kValue;
    return Hand(*bound_);
  }

  bool AreRanks() const noexcept {
    CommandReader rest = reader_;
    const auto second = rest.Next();
    if (!second || !Fits(Argument::kInteger, *second)) return false;
    while (const auto argument = rest.Next()) {
      if (IsWord("BYSCORE", *argument) || IsWord("BYLEX", *argument)) return false;
    }
    return Fits(Argument::kInteger, *current_);
  }

  std::size_t Left() const noexcept { return reader_.left() + (current_ ? 1 : 0); }

  static constexpr std::size_t kMost = std::size_t{1} << 48U;

  CommandReader reader_;
  Sink& sink_;
  std::optional<std::string_view> current_;
  std::optional<Argument> bound_;  // kind of the command's first bound, after it was read
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
