#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/telemetry.h"

namespace dbspan::test {

/// Generates random statements full of quotes, escapes and comments, with marked words at all
/// positions that may be in a literal. The server decides which words are literals: it returns them
/// as values.
class LiteralSoup {
 public:
  /// `fragments` are the building blocks of the dialect's literals: openings, escapes, comments.
  LiteralSoup(std::uint32_t seed, std::initializer_list<std::string_view> fragments)
      : random_(seed), fragments_(fragments.begin(), fragments.end()) {}

  /// Returns a list of expressions for a SELECT. One in three is wild: it may be unbalanced.
  std::string Items();
  /// Returns a word that occurs nowhere else.
  std::string Mark() { return "zq" + std::to_string(++marks_) + "k"; }
  std::size_t Below(std::size_t bound) { return random_() % bound; }
  template <class Value>
  const Value& OneOf(const std::vector<Value>& values) {
    return values[Below(values.size())];
  }

 private:
  std::string Content();

  std::mt19937 random_;
  std::vector<std::string_view> fragments_;
  std::uint64_t marks_ = 0;
};

/// Returns the marked words in `value` that `shown` contains, too.
std::vector<std::string> SharedMarks(std::string_view value, std::string_view shown);

/// Returns the names, texts and summaries of all recorded spans, and clears them.
std::string TakeRecorded(Telemetry& telemetry);

/// Limits the duration of a test: to DBSPAN_FUZZ_SECONDS if set, else to `rounds` rounds.
class Budget {
 public:
  explicit Budget(std::size_t rounds);
  bool Take() noexcept;

 private:
  std::size_t rounds_;
  std::chrono::steady_clock::time_point end_;
  bool timed_;
};

/// Returns the seed: random if DBSPAN_FUZZ_SECONDS is set, else always the same.
std::uint32_t Seed();

}  // namespace dbspan::test
