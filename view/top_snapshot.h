#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

/// Sums of one statement since the start of a run.
struct TopStatement {
  std::string hash;
  std::string label;
  std::string system;
  std::string text;
  std::uint64_t count = 0;
  std::uint64_t failed = 0;
  std::int64_t rows = -1;  ///< -1: unknown, as are hits and misses.
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::int64_t total = 0;  ///< Nanoseconds.
  /// Durations: middle of a bucket of the histogram, and how many.
  std::map<std::int64_t, std::uint64_t> durations;
};

/// An operation under way.
struct TopInFlight {
  std::int64_t pid = 0;
  std::string text;  ///< `UPDATE stock, mariadb 127.0.0.1:3306, thread worker-2 (4713)`.
  std::int64_t start = 0;
};

/// What `dbspan top` shows of a run at one moment.
struct TopSnapshot {
  std::string title;
  std::int64_t pid = 0;      ///< Of the program.
  std::int64_t started = 0;  ///< Unix nanoseconds, as is `time`.
  std::int64_t time = 0;
  std::uint64_t processes = 0;
  std::uint64_t operations = 0;
  std::uint64_t failed = 0;
  std::uint64_t lost = 0;
  std::vector<TopStatement> statements;
  std::vector<TopInFlight> in_flight;
};

/// The sums of a store; the rest is the caller's to fill in.
TopSnapshot TakeSnapshot(const Store& store);

/// One line of JSON, and back. A text that is none throws std::exception.
std::string EncodeSnapshot(const TopSnapshot& snapshot);
TopSnapshot DecodeSnapshot(std::string_view json);

}  // namespace dbspan::view
