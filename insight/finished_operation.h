#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

constexpr std::int64_t kUnknown = -1;

/// Returns the mean duration of `times` operations that took `duration` together.
constexpr std::int64_t DurationOfEach(std::int64_t duration, std::size_t times) {
  return times > 1 ? duration / static_cast<std::int64_t>(times) : duration;
}

/// Purpose of an operation.
enum class Work : std::uint8_t {
  kStatement,  ///< A request to a database or cache.
  kConnect,    ///< Opened a connection.
  kPoolWait,   ///< Waiting for a connection of a pool.
};

/// A finished database or cache call, the input of the findings.
///
/// Plain data. The caller owns the texts, which must outlive all findings made from them. They are
/// redacted. Times are nanoseconds of any clock, the same for all operations.
struct FinishedOperation {
  std::size_t id = 0;  ///< Id that the caller assigns.
  std::uint64_t statement =
      0;                     ///< Equal for operations with the same service, system and statement.
  std::uint64_t parent = 0;  ///< The nearest of: application span, transaction, burst.
  /// Identifies the connection, to assign operations to transactions; 0: unknown.
  std::uint64_t connection = 0;
  std::uint64_t process = 0;  ///< Tells processes apart, if there are several.
  /// Hash of the statement including its values; 0: unknown.
  std::uint64_t values = 0;
  std::string_view system;  ///< `db.system.name`.
  std::string_view label;   ///< Short name: `SELECT stock`, `GET cart:*`.
  /// Sanitized text, to judge repetitions by; empty if it is not SQL or not known.
  std::string_view text;
  /// First word of the summary or, without summary, of the operation: `SELECT`, `GET`.
  std::string_view verb;
  std::string_view key;    ///< Pattern of the first key: `cart:*`; empty for SQL.
  std::string_view error;  ///< `error.type` if it has failed and that is known.
  std::int64_t start = 0;
  std::int64_t duration = 0;  ///< Sum of all durations if it stands for several operations.
  /// Number of merged operations that it stands for (`dbspan.merged.count`).
  std::size_t times = 1;
  std::int64_t rows = kUnknown;      ///< Returned rows.
  std::int64_t affected = kUnknown;  ///< Changed rows.
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  Work work = Work::kStatement;
  bool failed = false;
  bool abandoned = false;   ///< A streamed result of which at most one row was read.
  bool shows_text = false;  ///< Sentences may quote the text: it is recorded.
  bool in_burst = false;    ///< `parent` is a burst, not a span or transaction.

  std::int64_t duration_of_each() const { return DurationOfEach(duration, times); }
};

/// The numbers of an operation that the sums over the whole run need.
struct Measured {
  std::size_t id = 0;
  std::int64_t duration = 0;
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  std::size_t times = 1;

  std::int64_t duration_of_each() const { return DurationOfEach(duration, times); }
};

inline Measured MeasuredOf(const FinishedOperation& operation) {
  return {operation.id, operation.duration, operation.hits, operation.misses, operation.times};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
