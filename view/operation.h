#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "view/received_span.h"

namespace dbspan::view {

/// The database or cache call that a span describes.
///
/// Uses the attributes of the semantic conventions 1.44 and, where a span lacks them, the names
/// before 1.26 (`db.system`, `db.statement`), so that it also reads spans of other
/// instrumentations.
struct Operation {
  std::string system;
  std::string space;    ///< `db.namespace`.
  std::string server;   ///< `127.0.0.1:5432`, or the path of a socket.
  std::string text;     ///< `db.query.text` as recorded.
  std::string pattern;  ///< Identifies the statement: the text, with keys as patterns (`cart:*`).
  std::string label;    ///< Short name: `SELECT stock`, `GET cart:*`.
  std::string verb;     ///< `SELECT`, `GET`; `PIPELINE` for a pipeline.
  std::string key;      ///< Pattern of the first key; Redis only.
  std::string error;    ///< `error.type`, else the status code; empty unless the span failed.
  std::int64_t rows = -1;
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::int64_t batch = -1;
  /// Number of operations that the span stands for (`dbspan.merged.count`), and their durations in
  /// nanoseconds; the durations are 0 if the span stands for one operation.
  std::int64_t times = 1;
  std::int64_t total = 0;
  std::int64_t shortest = 0;
  std::int64_t longest = 0;
};

/// Returns the operation of a span, or nullopt if the span is not a database operation.
std::optional<Operation> OperationOf(const ReceivedSpan& span);

/// Returns true for the systems that speak the Redis protocol: `redis` and `valkey`.
bool IsKeyValue(std::string_view system);

}  // namespace dbspan::view
