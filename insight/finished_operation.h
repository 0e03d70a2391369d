#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbspan::insight {

constexpr std::int64_t kUnknown = -1;

/// One database or cache call that has ended, as findings see it.
///
/// Plain data; the texts belong to the caller and outlive every finding made from them. Nothing in
/// it is unredacted. Times are nanoseconds of any one clock.
struct FinishedOperation {
  std::size_t id = 0;  ///< The caller's number of it.
  std::uint64_t statement =
      0;                     ///< Equal for operations of one statement: service, system and text.
  std::uint64_t parent = 0;  ///< The nearest of: application span, transaction, burst.
  std::string_view system;   ///< `db.system.name`.
  std::string_view label;    ///< Short name: `SELECT stock`, `GET cart:*`.
  std::string_view verb;     ///< First word of the summary, else the operation: `SELECT`, `GET`.
  std::int64_t start = 0;
  std::int64_t duration = 0;
  std::int64_t rows = kUnknown;
  std::int64_t hits = kUnknown;
  std::int64_t misses = kUnknown;
  bool failed = false;
};

}  // namespace dbspan::insight
