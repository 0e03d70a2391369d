#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "insight/finding.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Minimum values for findings. 0 turns a kind off. Durations are in nanoseconds.
struct Thresholds {
  std::int64_t repeated = 5;   ///< Executions below one parent, one after another.
  std::int64_t chatty = 50;    ///< Operations below one parent; repetitions count once.
  std::int64_t redundant = 0;  ///< Executions with the same values below one parent.
  std::int64_t missing = 10;   ///< Lookups without a hit.
  std::int64_t unread = 10;    ///< Writes without a lookup.
  std::int64_t slow = 1'000'000'000;
  std::int64_t slower = 10;  ///< Multiple of the statement's median.
  /// Streams abandoned after at most one row, below one parent.
  std::int64_t unused_rows = 1;
  std::int64_t errors = 5;               ///< Failures with the same error type below one parent.
  std::int64_t retries = 2;              ///< Repeated executions after a failure.
  std::int64_t connects = 5;             ///< Connections opened below one parent.
  std::int64_t idle = 0;                 ///< Time without a statement in a transaction.
  std::int64_t pool_wait = 100'000'000;  ///< Total waiting time below one parent.
};

/// Returns the threshold of a kind. A budget has no threshold of its own.
std::int64_t& ThresholdOf(Thresholds& thresholds, FindingKind kind);

/// Parses `repeated-statement=10` or `slow-statement=200ms` into `thresholds`. Returns an error
/// message, or an empty string.
std::string ReadThreshold(std::string_view text, Thresholds& thresholds);

/// Describes the accepted thresholds, for error messages.
std::string AcceptedThresholds();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
