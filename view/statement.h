#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "view/duration_histogram.h"

namespace dbspan::view {

constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

/// Sums over all operations of one statement: one service, system and text. Outlives its spans.
struct Statement {
  std::string label;  ///< `SELECT stock`; made longer by `NameStatements` if others have the same.
  std::string verb;
  std::string system;
  std::string service;
  std::string space;  ///< Of the first operation, as is `server`.
  std::string server;
  std::string text;  ///< With keys as patterns: `GET cart:*`.
  std::uint64_t hash = 0;

  DurationHistogram durations;
  std::uint64_t failed = 0;
  std::uint64_t unfinished = 0;
  std::int64_t rows = -1;  ///< -1: no operation knew.
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;

  std::uint64_t count() const { return durations.count() + unfinished; }
};

/// One way to fail, of one statement.
struct ErrorSum {
  std::string code;
  std::string message;
  std::int32_t statement = -1;
  std::uint64_t count = 0;
  std::int64_t first = 0;  ///< Unix nanoseconds of the start.
  std::int64_t last = 0;
};

/// Lookups and writes of one pattern of keys.
struct KeySum {
  std::string pattern;
  std::string system;
  std::string service;
  std::uint64_t lookups = 0;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t writes = 0;
};

}  // namespace dbspan::view
