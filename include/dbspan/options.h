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

/// Content of `db.query.text`.
enum class QueryText : std::uint8_t {
  kOff,        ///< No text; operation names and summaries are still recorded.
  kSanitized,  ///< Literals replaced by `?`.
  kVerbatim,   ///< The text as sent, with all literals and passwords.
};

/// Content of the recorded error messages.
enum class ErrorMessages : std::uint8_t {
  kFull,      ///< Unchanged, as the client reports them; servers quote data in them.
  kRedacted,  ///< The fixed words of known messages, with `?` for the rest.
  kOff,       ///< Codes and types only.
};

/// How exceptions are recorded (semconv, exceptions: `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`).
enum class ExceptionSignal : std::uint8_t {
  kEvents,         ///< The span event `exception`.
  kLogs,           ///< A log record `db.client.operation.exception`, correlated with the span.
  kEventsAndLogs,  ///< Both.
};

/// Version of the attribute names (semconv, db-migration: `OTEL_SEMCONV_STABILITY_OPT_IN`).
enum class Conventions : std::uint8_t {
  kStable,        ///< Names of semconv 1.44.
  kStableAndOld,  ///< Also those of 1.24 (`db.system`, `db.statement` …), on the same span.
};

/// Comment that is appended to statements sent as text, so that the server sees it (sqlcommenter).
enum class SqlCommenter : std::uint8_t {
  kOff,
  kTags,          ///< `Options::sqlcommenter_tags` only: equal statements still have equal texts.
  kTraceContext,  ///< Tags, `traceparent` and `tracestate`: the text differs at each execution.
};

/// Options of one client. The defaults are meant for production.
///
/// Every field that is not a function or a provider has an environment variable for all clients
/// (`DBSPAN_…`) and one per client (`DBSPAN_PG_…`, `DBSPAN_REDIS_…`, `DBSPAN_MYSQL_…`);
/// docs/configuration.md lists them.
struct Options {
  bool enabled = true;          ///< Initial value; can be changed at run time (see `Switches`).
  bool require_parent = false;  ///< Record only below an active span; can be changed at run time.
  bool metrics = true;          ///< Record the metrics: duration, returned rows and cache lookups.
  bool rows = true;             ///< `db.response.returned_rows` and `dbspan.affected_rows`.
  bool cache_events = true;     ///< Events `cache.hit` and `cache.miss`.
  bool health_checks = true;    ///< Record PING and `SELECT 1` like other operations.
  bool connect_spans = false;   ///< Record a span `CONNECT` per connection attempt.
  bool transaction_spans = false;  ///< Record `COMMIT` and `ROLLBACK` by the client's own methods.
  /// Make the span of a running call the current span, for code that the client calls back, and for
  /// exemplars. Expensive, and few clients invoke callbacks.
  bool current_spans = false;
  bool pipeline_command_spans = false;  ///< A span per command of a pipeline, not one per pipeline.
  bool message_spans = false;  ///< Record a span for every message that a subscription receives.
  /// Leave the span status unset for errors that callers expect and handle (`Error::expected`).
  bool expected_errors = true;
  QueryText query_text = QueryText::kSanitized;
  std::size_t query_text_limit = 4096;  ///< Bytes of `db.query.text`, cut at a character boundary.
  /// MySQL: whether sql_mode contains ANSI_QUOTES, used if the connection does not report it (see
  /// docs/configuration.md). Unset: `"…"` is recorded as `?`. A wrong value records literals.
  std::optional<bool> ansi_quotes;
  /// Whether a backslash escapes in `'…'`, used if the connection does not report it: true for
  /// MySQL without NO_BACKSLASH_ESCAPES and Postgres without standard_conforming_strings. Unset:
  /// the recorded text is cut where the answer matters. A wrong value records literals.
  std::optional<bool> backslash_escapes;
  ErrorMessages error_messages = ErrorMessages::kRedacted;
  ExceptionSignal exceptions = ExceptionSignal::kEvents;
  Conventions conventions = Conventions::kStable;
  /// Bound values to record as `db.query.parameter.<key>`: positions from "0", or "*" for all. The
  /// values are recorded unredacted.
  std::vector<std::string> parameters;
  /// Maximum number of series per instrument; further ones are merged into one
  /// `otel.metric.overflow` series.
  std::size_t metric_series_limit = 1000;
  /// Report operations that take at least this long as slow; 0: off. Can be changed at run time.
  std::chrono::nanoseconds slow_threshold{0};
  /// Add an event to the span of a stream each time it has delivered this many rows; 0: off.
  std::uint64_t stream_milestone = 0;
  SqlCommenter sqlcommenter = SqlCommenter::kOff;
  std::vector<std::pair<std::string, std::string>> sqlcommenter_tags;
  /// Interval of the reports of the most time-consuming statements; 0: off.
  std::chrono::nanoseconds report_interval{0};
  std::size_t report_statements = 10;  ///< Number of statements per report.

  Hooks hooks;

  /// Providers to use instead of the process-wide ones; null: the process-wide ones.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracer_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meter_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> logger_provider;
};

/// Returns the defaults, overridden by environment variables; `DBSPAN_<client>_X` overrides
/// `DBSPAN_X`.
///
/// `client` is the infix, for example "PG". An invalid value is ignored and reported once on
/// stderr, together with the accepted values.
Options OptionsFromEnvironment(std::string_view client);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
