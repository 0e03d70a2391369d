#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "insight/finding.h"

namespace dbspan::insight {

/// From where on something is a finding. 0 switches a kind off. Durations are nanoseconds.
struct Thresholds {
  std::int64_t repeated = 5;   ///< Times below one parent, one after another.
  std::int64_t chatty = 50;    ///< Operations below one parent, repetitions counted once.
  std::int64_t redundant = 0;  ///< Times with the same values below one parent.
  std::int64_t missing = 10;   ///< Lookups without a hit.
  std::int64_t unread = 10;    ///< Writes without a lookup.
  std::int64_t slow = 1'000'000'000;
  std::int64_t slower = 10;              ///< Times the median of the statement.
  std::int64_t unused_rows = 1;          ///< Streams given up at the first row, below one parent.
  std::int64_t errors = 5;               ///< Failures of one kind below one parent.
  std::int64_t retries = 2;              ///< Times that a failed statement was sent again.
  std::int64_t connects = 5;             ///< Connections opened below one parent.
  std::int64_t idle = 0;                 ///< Time in a transaction without a statement.
  std::int64_t pool_wait = 100'000'000;  ///< Time waited below one parent.
};

/// The threshold of a kind; a budget has none of its own.
std::int64_t& ThresholdOf(Thresholds& thresholds, FindingKind kind);

/// Parses `repeated-statement=10` or `slow-statement=200ms` into `thresholds`. Returns an error
/// message, or an empty string.
std::string ReadThreshold(std::string_view text, Thresholds& thresholds);

/// Describes the accepted thresholds, for error messages.
std::string AcceptedThresholds();

}  // namespace dbspan::insight
