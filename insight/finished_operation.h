#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbspan::insight {

constexpr std::int64_t kUnknown = -1;

/// What an operation did.
enum class Work : std::uint8_t {
  kStatement,  ///< Asked a database or a cache.
  kConnect,    ///< Opened a connection.
  kPoolWait,   ///< Waited for a connection of a pool.
};

/// One database or cache call that has ended, as findings see it.
///
/// Plain data; the texts belong to the caller and outlive every finding made from them. Nothing in
/// it is unredacted. Times are nanoseconds of any one clock.
struct FinishedOperation {
  std::size_t id = 0;  ///< The caller's number of it.
  std::uint64_t statement =
      0;                     ///< Equal for operations of one statement: service, system and text.
  std::uint64_t parent = 0;  ///< The nearest of: application span, transaction, burst.
  /// Tells connections apart, for transactions; 0: unknown.
  std::uint64_t connection = 0;
  /// Hash of the statement with its values; 0: unknown.
  std::uint64_t values = 0;
  std::string_view system;  ///< `db.system.name`.
  std::string_view label;   ///< Short name: `SELECT stock`, `GET cart:*`.
  std::string_view verb;    ///< First word of the summary, else the operation: `SELECT`, `GET`.
  std::string_view key;     ///< Pattern of the first key: `cart:*`; empty for SQL.
  std::string_view error;   ///< `error.type` of a failed one, if it is known.
  std::int64_t start = 0;
  std::int64_t duration = 0;  ///< Of all of them, added up, if it stands for several.
  std::size_t times = 1;      ///< How many fast ones it stands for (`dbspan.merged.count`).
  std::int64_t rows = kUnknown;
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  Work work = Work::kStatement;
  bool failed = false;
  bool abandoned = false;  ///< A stream of many rows of which at most one was read.
  bool in_burst = false;   ///< `parent` is a burst: nothing that the application named.

  std::int64_t duration_of_each() const {
    return times > 1 ? duration / static_cast<std::int64_t>(times) : duration;
  }
};

}  // namespace dbspan::insight
