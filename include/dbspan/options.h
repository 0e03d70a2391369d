#pragma once

#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbspan {

/// What `db.query.text` holds.
enum class QueryText : std::uint8_t {
  kOff,        ///< No text; names and summaries are still recorded.
  kSanitized,  ///< Literals replaced by `?`.
  kVerbatim,   ///< The text as sent, with every literal and password in it.
};

/// What is recorded of the words of an error.
enum class ErrorMessages : std::uint8_t {
  kFull,      ///< As the client reports them; servers quote data in them.
  kRedacted,  ///< First line, with everything quoted replaced by `?`.
  kOff,       ///< Codes and types only.
};

/// The switches of one client. Defaults are meant for production.
///
/// Every field has an environment variable for all clients (`DBSPAN_…`) and one for a single client
/// (`DBSPAN_PG_…`, `DBSPAN_REDIS_…`, `DBSPAN_MYSQL_…`); docs/configuration.md lists them.
struct Options {
  bool enabled = true;          ///< Starting value; can be flipped at run time (see `Switches`).
  bool require_parent = false;  ///< Record only below an active span; can be flipped at run time.
  bool metrics = true;          ///< Duration histogram and cache lookups.
  bool rows = true;             ///< `db.response.returned_rows` and `dbspan.affected_rows`.
  bool cache_events = true;     ///< Events `cache.hit` and `cache.miss`.
  QueryText query_text = QueryText::kSanitized;
  std::size_t query_text_limit = 4096;  ///< Bytes of `db.query.text`, cut at a character boundary.
  ErrorMessages error_messages = ErrorMessages::kRedacted;

  /// Providers to use instead of the process-wide ones; null means the process-wide ones.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracer_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meter_provider;
};

/// Returns the defaults overlaid with the environment: `DBSPAN_<client>_X` wins over `DBSPAN_X`.
///
/// `client` is the infix, for example "PG". An unknown value is ignored and logged once, with the
/// accepted ones, on standard error.
Options OptionsFromEnvironment(std::string_view client);

}  // namespace dbspan
