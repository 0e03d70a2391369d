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
  std::int64_t rows = -1;  ///< -1: unknown; the same for hits and misses.
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::int64_t total = 0;  ///< Nanoseconds.
  /// Histogram of durations: the middle of each bucket in nanoseconds, and its count.
  std::map<std::int64_t, std::uint64_t> durations;
  std::vector<std::string> traces;  ///< One per line (`DescribeTraces`); only if asked for.
  std::vector<std::string> errors;  ///< The most frequent ones: `42P01 relation ? … (3)`.
};

/// An operation in flight.
struct TopInFlight {
  std::int64_t pid = 0;
  std::string text;  ///< `UPDATE stock, mariadb 127.0.0.1:3306, thread worker-2 (4713)`.
  std::int64_t start = 0;
};

/// The state of a run at one moment, as `dbspan top` shows it.
struct TopSnapshot {
  std::string title;
  std::int64_t pid = 0;      ///< Process id of the program.
  std::int64_t started = 0;  ///< Start of the run, in Unix nanoseconds.
  std::int64_t time = 0;     ///< Time of the snapshot, in Unix nanoseconds.
  std::uint64_t processes = 0;
  std::uint64_t operations = 0;
  std::uint64_t failed = 0;
  std::uint64_t lost = 0;
  std::vector<TopStatement> statements;
  std::vector<TopInFlight> in_flight;
};

/// Returns a snapshot with the sums of a store, and the traces of the statement with the hash
/// `with_traces`. The caller fills in the other fields.
TopSnapshot TakeSnapshot(const Store& store, const std::string& with_traces = {});

/// Converts a snapshot to one line of JSON, and back. DecodeSnapshot throws a std::exception for
/// any other text.
std::string EncodeSnapshot(const TopSnapshot& snapshot);
TopSnapshot DecodeSnapshot(std::string_view json);

}  // namespace dbspan::view
