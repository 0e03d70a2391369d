#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/version.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbspan/hooks.h"
#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace logs {
class LoggerProvider;
}
namespace metrics {
class MeterProvider;
}
namespace trace {
class TracerProvider;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What `db.query.text` holds.
enum class QueryText : std::uint8_t {
  kOff,        ///< No text; names and summaries are still recorded.
  kSanitized,  ///< Literals replaced by `?`.
  kVerbatim,   ///< The text as sent, with every literal and password in it.
};

/// What is recorded of the words of an error.
enum class ErrorMessages : std::uint8_t {
  kFull,      ///< As the client reports them; servers quote data in them.
  kRedacted,  ///< The fixed text of messages that are known, with `?` for everything else.
  kOff,       ///< Codes and types only.
};

/// How an exception is signalled (semconv, exceptions: `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`).
enum class ExceptionSignal : std::uint8_t {
  kEvents,         ///< The span event `exception`.
  kLogs,           ///< A log record `db.client.operation.exception`, tied to the span.
  kEventsAndLogs,  ///< Both.
};

/// Which names attributes have (semconv, db-migration: `OTEL_SEMCONV_STABILITY_OPT_IN`).
enum class Conventions : std::uint8_t {
  kStable,        ///< Those of 1.44.
  kStableAndOld,  ///< Those of 1.24 (`db.system`, `db.statement` …) on the same span as well.
};

/// What is appended to statements that are sent as text, for the server to see (sqlcommenter).
enum class SqlCommenter : std::uint8_t {
  kOff,
  kTags,          ///< `Options::sqlcommenter_tags` only: the same statement stays the same text.
  kTraceContext,  ///< The tags, `traceparent` and `tracestate`: every execution is another text.
};

/// The switches of one client. Defaults are meant for production.
///
/// Every field that is not a function or a provider has an environment variable for all clients
/// (`DBSPAN_…`) and one for a single client (`DBSPAN_PG_…`, `DBSPAN_REDIS_…`, `DBSPAN_MYSQL_…`);
/// docs/configuration.md lists them.
struct Options {
  bool enabled = true;          ///< Starting value; can be flipped at run time (see `Switches`).
  bool require_parent = false;  ///< Record only below an active span; can be flipped at run time.
  bool metrics = true;          ///< Duration, returned rows and cache lookups.
  bool rows = true;             ///< `db.response.returned_rows` and `dbspan.affected_rows`.
  bool cache_events = true;     ///< Events `cache.hit` and `cache.miss`.
  bool health_checks = true;    ///< Record PING and `SELECT 1` like everything else.
  bool connect_spans = false;   ///< A span `CONNECT` per attempt to connect.
  bool transaction_spans = false;  ///< Spans `COMMIT` and `ROLLBACK` of the clients' own methods.
  /// While a call runs its span is the current one: for what is called back from there, and for
  /// exemplars. Expensive, and few clients invoke callbacks.
  bool current_spans = false;
  bool pipeline_command_spans = false;  ///< A span per command of a pipeline, not per pipeline.
  bool message_spans = false;           ///< A span for every message that a subscription receives.
  /// Errors that callers expect and handle (`Error::expected`) leave the status of the span unset.
  bool expected_errors = true;
  QueryText query_text = QueryText::kSanitized;
  std::size_t query_text_limit = 4096;  ///< Bytes of `db.query.text`, cut at a character boundary.
  /// MySQL: whether sql_mode has ANSI_QUOTES, where the connection does not say it (see
  /// docs/configuration.md). Unset: `"…"` is recorded as `?`. Set wrong, it records literals.
  std::optional<bool> ansi_quotes;
  /// Whether a backslash in `'…'` escapes, where the connection does not say it: MySQL without
  /// NO_BACKSLASH_ESCAPES, Postgres without standard_conforming_strings. Unset: a text ends where
  /// that matters. Set wrong, it records literals.
  std::optional<bool> backslash_escapes;
  ErrorMessages error_messages = ErrorMessages::kRedacted;
  ExceptionSignal exceptions = ExceptionSignal::kEvents;
  Conventions conventions = Conventions::kStable;
  /// Values bound to statements that are recorded as `db.query.parameter.<key>`: positions from
  /// "0", or "*" for all. They leave the process as they are.
  std::vector<std::string> parameters;
  /// Series per instrument; what comes beyond is added to one `otel.metric.overflow` series.
  std::size_t metric_series_limit = 1000;
  /// Operations that take at least this long are reported as slow; 0: none. Can be changed at run
  /// time.
  std::chrono::nanoseconds slow_threshold{0};
  /// A stream adds an event each time it has delivered this many rows; 0: never.
  std::uint64_t stream_milestone = 0;
  SqlCommenter sqlcommenter = SqlCommenter::kOff;
  std::vector<std::pair<std::string, std::string>> sqlcommenter_tags;
  /// How often the most time-consuming statements are reported; 0: never.
  std::chrono::nanoseconds report_interval{0};
  std::size_t report_statements = 10;  ///< How many of them.

  Hooks hooks;

  /// Providers to use instead of the process-wide ones; null means the process-wide ones.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracer_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meter_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> logger_provider;
};

/// Returns the defaults overlaid with the environment: `DBSPAN_<client>_X` wins over `DBSPAN_X`.
///
/// `client` is the infix, for example "PG". An unknown value is ignored and logged once, with the
/// accepted ones, on standard error.
Options OptionsFromEnvironment(std::string_view client);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
