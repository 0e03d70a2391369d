#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"

namespace dbspan {

class StatementCache;

/// Turns a client's own wire or text form into text that is safe to record.
///
/// Called only for spans that are recorded. `limit` is in bytes; the result must be valid UTF-8 and
/// must not hold a literal.
using RedactText = std::string (*)(std::string_view raw, std::size_t limit);

/// One logical call, described before it starts.
///
/// Describing does not copy: the views lead into the caller's memory and must stay valid until
/// `Instrumenter::Start` returns.
struct Operation {
  static constexpr std::int64_t kNotABatch = -1;

  EndpointPtr endpoint;
  std::string_view name;  ///< `db.operation.name`; for SQL only where an API names the operation.
  std::string_view collection;  ///< `db.collection.name`; never parsed out of SQL.
  std::string_view procedure;   ///< `db.stored_procedure.name`.
  std::string_view sql;         ///< Statement as given; the core sanitizes and summarizes it.
  std::string_view raw;  ///< Anything else that `redact` makes recordable; ignored without it.
  RedactText redact = nullptr;
  std::int64_t batch_size = kNotABatch;  ///< `db.operation.batch.size`: 0 or at least 2.
};

}  // namespace dbspan
