#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "view/duration_histogram.h"

namespace dbspan::view {

constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

/// Sums over all operations with the same service, system and text. They stay when the store evicts
/// the spans.
struct Statement {
  std::string label;  ///< `SELECT stock`; may be ambiguous, see `DistinctLabels`.
  std::string verb;
  std::string system;
  std::string service;
  std::string space;   ///< Namespace of the first operation.
  std::string server;  ///< Server of the first operation.
  std::string text;    ///< With keys as patterns: `GET cart:*`.
  std::uint64_t hash = 0;

  DurationHistogram durations;
  std::uint64_t failed = 0;
  std::uint64_t unfinished = 0;
  std::int64_t rows = -1;  ///< Sum, as the next three; -1: no operation reported it.
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;

  std::uint64_t count() const { return durations.count() + unfinished; }
};

/// Failures of one statement with the same code and message.
struct ErrorSum {
  std::string code;
  std::string message;
  std::int32_t statement = -1;
  std::uint64_t count = 0;
  std::int64_t first = 0;  ///< Start of the first failed operation, in Unix nanoseconds.
  std::int64_t last = 0;   ///< Start of the last one.
};

/// Sums of lookups and writes of the keys with one pattern.
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
