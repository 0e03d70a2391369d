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

/// Turns a command in the client's own form into text that is safe to record.
///
/// Called only for spans that are recorded. `limit` is in bytes. The result must be valid UTF-8 and
/// must not contain literals.
using RedactText = std::string (*)(std::string_view raw, std::size_t limit);

/// Like `RedactText`, for a client that has already parsed the command: writes the text of `parsed`
/// into `text`. May throw std::bad_alloc.
using WriteText = void (*)(const void* parsed, std::size_t limit, detail::KeptText& text);

/// A value bound to a statement, recorded only on request (`Options::parameters`).
struct Parameter {
  std::string key;  ///< Position, counted from "0", or the name.
  std::string value;
};

/// Description of one logical call, made before it starts.
///
/// Copies nothing: the views refer to the caller's memory and must stay valid until
/// `Instrumenter::Start` returns.
struct Operation {
  static constexpr std::int64_t kNotABatch = -1;

  // Not defaulted, so that only members with initializers are set. For a defaulted constructor,
  // compilers first clear the whole object (`rep stos`), which takes longer than everything else.
  Operation() noexcept {}  // NOLINT(*-use-equals-default)

  EndpointView endpoint;
  std::string_view name;  ///< `db.operation.name`; for SQL only if an API call names the operation.
  std::string_view collection;  ///< `db.collection.name`; never parsed from SQL.
  std::string_view procedure;   ///< `db.stored_procedure.name`.
  std::string_view sql;  ///< Statement as passed by the caller; the core redacts and summarizes it.
  SqlSettings sql_settings;  ///< Known settings of the session that runs `sql`.
  std::string_view raw;  ///< Command in the client's form, for `redact`; ignored if that is null.
  RedactText redact = nullptr;
  const void* parsed = nullptr;          ///< Parsed form of `raw`, for `write_text`.
  WriteText write_text = nullptr;        ///< Faster `redact` with the same result; may be null.
  std::string_view key;                  ///< First key of a command, for filters; not an attribute.
  std::int64_t batch_size = kNotABatch;  ///< `db.operation.batch.size`: 0 or at least 2.
  /// Start of an operation that is described after it began (a connection: its server is only known
  /// once it is open). The epoch: now.
  std::chrono::steady_clock::time_point since;
  /// A related span that is not the parent; null if there is none.
  const opentelemetry::trace::SpanContext* link = nullptr;
  const std::vector<Parameter>* parameters = nullptr;  ///< `db.query.parameter.<key>`.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
