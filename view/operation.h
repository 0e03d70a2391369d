#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "view/received_span.h"

namespace dbspan::view {

/// What a span says about the database or cache call that it is.
///
/// Read by the conventions 1.44 and, where those are missing, by the names before 1.26
/// (`db.system`, `db.statement`), so that instrumentations other than dbspan's are understood.
struct Operation {
  std::string system;
  std::string space;    ///< `db.namespace`.
  std::string server;   ///< `127.0.0.1:5432`, or the path of a socket.
  std::string text;     ///< As recorded.
  std::string pattern;  ///< What makes it the same statement: the text, keys as `cart:*`.
  std::string label;    ///< Short: `SELECT stock`, `GET cart:*`.
  std::string verb;     ///< `SELECT`, `GET`; of a pipeline `PIPELINE`.
  std::string key;      ///< Pattern of the first key; Redis only.
  std::string error;    ///< `error.type`, else the status code; empty unless the span failed.
  std::int64_t rows = -1;
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::int64_t batch = -1;
  /// How many operations it stands for (`dbspan.merged.count`), and their times in nanoseconds.
  std::int64_t times = 1;
  std::int64_t total = 0;
  std::int64_t shortest = 0;
  std::int64_t longest = 0;
};

/// Returns nothing if the span is no database operation.
std::optional<Operation> OperationOf(const ReceivedSpan& span);

/// True for systems that speak Redis's protocol.
bool IsKeyValue(std::string_view system);

}  // namespace dbspan::view
