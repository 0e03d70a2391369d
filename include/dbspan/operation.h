#pragma once

#include <opentelemetry/version.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbspan/detail/kept_text.h"
#include "dbspan/endpoint.h"
#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
class SpanContext;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

class StatementCache;

/// Turns a client's own wire or text form into text that is safe to record.
///
/// Called only for spans that are recorded. `limit` is in bytes; the result must be valid UTF-8 and
/// must not hold a literal.
using RedactText = std::string (*)(std::string_view raw, std::size_t limit);

/// The same for a client that has read its form already: writes the text of `parsed` into `text`.
/// Throws std::bad_alloc.
using WriteText = void (*)(const void* parsed, std::size_t limit, detail::KeptText& text);

/// A value bound to a statement, recorded only on request (`Options::parameters`).
struct Parameter {
  std::string key;  ///< Position from "0", or the name.
  std::string value;
};

/// One logical call, described before it starts.
///
/// Describing does not copy: the views lead into the caller's memory and must stay valid until
/// `Instrumenter::Start` returns.
struct Operation {
  static constexpr std::int64_t kNotABatch = -1;

  // Written out, for each member to be set by itself. Defaulted, compilers clear the whole object
  // first, which takes longer than all the rest (`rep stos`).
  Operation() noexcept {}  // NOLINT(*-use-equals-default)

  EndpointView endpoint;
  std::string_view name;  ///< `db.operation.name`; for SQL only where an API names the operation.
  std::string_view collection;  ///< `db.collection.name`; never parsed out of SQL.
  std::string_view procedure;   ///< `db.stored_procedure.name`.
  std::string_view sql;         ///< Statement as given; the core sanitizes and summarizes it.
  SqlSettings sql_settings;     ///< What is known of the session that runs `sql`.
  std::string_view raw;  ///< Anything else that `redact` makes recordable; ignored without it.
  RedactText redact = nullptr;
  const void* parsed = nullptr;    ///< `raw` as `write_text` wants it.
  WriteText write_text = nullptr;  ///< A shorter way to what `redact` returns; null: there is none.
  std::string_view key;            ///< First key of a command, for filters; never recorded as such.
  std::int64_t batch_size = kNotABatch;  ///< `db.operation.batch.size`: 0 or at least 2.
  /// When it began, if it is described afterwards (connecting: only then the server is known).
  std::chrono::steady_clock::time_point since;
  /// A span that this one belongs to without being below it; null for none.
  const opentelemetry::trace::SpanContext* link = nullptr;
  const std::vector<Parameter>* parameters = nullptr;  ///< `db.query.parameter.<key>`.
};

/// Describes an operation of which only the name is known: CONNECT, COMMIT, ROLLBACK.
inline Operation NamedOperation(EndpointView endpoint, std::string_view name,
                                std::chrono::steady_clock::time_point since = {}) noexcept {
  Operation operation;
  operation.endpoint = endpoint;
  operation.name = name;
  operation.since = since;
  return operation;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
