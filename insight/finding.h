#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dbspan::insight {

enum class FindingKind : std::uint8_t { kRepeatedStatement };

/// The stable id of a kind, as in `dbspan explain repeated-statement` and the log record
/// `dbspan.finding`.
std::string_view IdOf(FindingKind kind);
/// The same in words: `repeated statement`.
std::string_view TitleOf(FindingKind kind);

/// What is wrong with a group of operations. Numbers only; `sentence.h` puts it into words.
struct Finding {
  FindingKind kind = FindingKind::kRepeatedStatement;
  std::uint64_t statement = 0;
  std::uint64_t parent = 0;
  std::size_t count = 0;
  std::int64_t busy = 0;                ///< Nanoseconds in which at least one of them ran.
  bool in_a_row = false;                ///< Nothing else ran below the parent in between.
  std::vector<std::size_t> operations;  ///< The callers' ids, by start.
};

}  // namespace dbspan::insight
