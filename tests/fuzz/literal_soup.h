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

/// Random statements full of quotes, escapes and comments, with a marked word in every position
/// that may be a literal. Which of them are, the server says: it returns the values.
class LiteralSoup {
 public:
  /// `fragments` are what literals of the dialect are made of: openings, escapes, comments.
  LiteralSoup(std::uint32_t seed, std::initializer_list<std::string_view> fragments)
      : random_(seed), fragments_(fragments.begin(), fragments.end()) {}

  /// A list of expressions for SELECT, one in three of them wild.
  std::string Items();
  /// A word that stands nowhere else.
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

/// The marks in `value` that `shown` contains too.
std::vector<std::string> SharedMarks(std::string_view value, std::string_view shown);

/// Names, texts and summaries of all spans so far, which are forgotten.
std::string TakeRecorded(Telemetry& telemetry);

/// How long a differential test runs: DBSPAN_FUZZ_SECONDS, else until `rounds` are done.
class Budget {
 public:
  explicit Budget(std::size_t rounds);
  bool Take() noexcept;

 private:
  std::size_t rounds_;
  std::chrono::steady_clock::time_point end_;
  bool timed_;
};

/// The seed of this run: always the same, unless it is a long one.
std::uint32_t Seed();

}  // namespace dbspan::test
