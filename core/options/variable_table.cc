#include "core/options/variable_table.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "core/options/duration.h"

// Written by CMake, from the registry of clients: "PG_", "REDIS_" and so on.
#include "core/text/starts_with.h"
#include "variable_prefixes.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kPrefix = "DBSPAN_";
constexpr std::string_view kClients[] = {DBSPAN_VARIABLE_PREFIXES};
constexpr std::string_view kBoolean = "true, false, 1, 0, on, off, yes, no";

using Kind = VariableKind;

constexpr Variable kVariables[] = {
    {"ENABLED", "enabled", Kind::kBoolean, kBoolean, "true", "false: no spans and no measurements",
     true},
    {"REQUIRE_PARENT", "require_parent", Kind::kBoolean, kBoolean, "false",
     "true: only calls below an active span are recorded", true},
    {"QUERY_TEXT", "query_text", Kind::kChoice, "off, sanitized, verbatim", "sanitized",
     "verbatim: the text as it was sent, with literals and passwords"},
    {"QUERY_TEXT_LIMIT", "query_text_limit", Kind::kNumber, "a number of bytes from 0 to 999999999",
     "4096", "longer texts are cut between two tokens"},
    {"ANSI_QUOTES", "ansi_quotes", Kind::kBoolean, kBoolean, "unset",
     "MySQL: whether sql_mode contains ANSI_QUOTES, if [the connection does not report "
     "it](telemetry.md#what-the-text-never-shows). true: `\"…\"` is a name and is recorded; "
     "unset: `\"…\"` is recorded as `?`. A wrong value records literals"},
    {"BACKSLASH_ESCAPES", "backslash_escapes", Kind::kBoolean, kBoolean, "unset",
     "whether a backslash in `'…'` escapes the next character, if the connection does not report "
     "it: true for MySQL without NO_BACKSLASH_ESCAPES, false for Postgres with "
     "standard_conforming_strings. Unset: the text is cut at `'it\\'s'`. A wrong value records "
     "literals"},
    {"PARAMETERS", "parameters", Kind::kList, "positions from 0, separated by commas, or *", "none",
     "`db.query.parameter.<key>`: bound values are recorded unchanged"},
    {"ROWS", "rows", Kind::kBoolean, kBoolean, "true",
     "`db.response.returned_rows`, `dbspan.affected_rows`"},
    {"CACHE_EVENTS", "cache_events", Kind::kBoolean, kBoolean, "true",
     "events `cache.hit`, `cache.miss`"},
    {"METRICS", "metrics", Kind::kBoolean, kBoolean, "true",
     "duration, returned rows, cache lookups"},
    {"METRIC_SERIES_LIMIT", "metric_series_limit", Kind::kNumber,
     "a number of series from 0 to 999999999", "1000",
     "per instrument; further series are added to one with `otel.metric.overflow`"},
    {"HEALTH_CHECKS", "health_checks", Kind::kBoolean, kBoolean, "true",
     "false: PING and `SELECT 1` are not recorded"},
    {"CONNECT_SPANS", "connect_spans", Kind::kBoolean, kBoolean, "false",
     "a span `CONNECT` for each connection attempt, except asynchronous ones of hiredis and "
     "libvalkey"},
    {"TRANSACTION_SPANS", "transaction_spans", Kind::kBoolean, kBoolean, "false",
     "spans for BEGIN, COMMIT, ROLLBACK, SAVEPOINT and similar statements"},
    {"CURRENT_SPANS", "current_spans", Kind::kBoolean, kBoolean, "false",
     "a call's span is the current one while the call runs, so that spans of the client's "
     "callbacks "
     "(notice handlers) are below it and exemplars refer to it. Takes about 0.3 µs per call"},
    {"PIPELINE_COMMAND_SPANS", "pipeline_command_spans", Kind::kBoolean, kBoolean, "false",
     "Redis: a span for each command of a pipeline instead of one for the pipeline"},
    {"MESSAGE_SPANS", "message_spans", Kind::kBoolean, kBoolean, "false",
     "Redis: a span `MESSAGE` around the callback for each message of a subscription, linked to "
     "the "
     "span that subscribed"},
    {"EXPECTED_ERRORS", "expected_errors", Kind::kBoolean, kBoolean, "true",
     "Redis: MOVED, ASK, TRYAGAIN, CLUSTERDOWN, LOADING, REDIRECT and NOSCRIPT, which cluster "
     "clients and callers of scripts handle themselves, set `error.type` but not the span's "
     "status. false: they also set the status"},
    {"ERROR_MESSAGES", "error_messages", Kind::kChoice, "full, redacted, off", "redacted",
     "redacted: the fixed text of known messages ([telemetry.md](telemetry.md#error-messages)); "
     "full: also the data that servers quote in messages"},
    {"SLOW_THRESHOLD", "slow_threshold", Kind::kDuration, kAcceptedDuration, "0",
     "[slow operations](#slow-operations); 0: off", true},
    {"REPORT_INTERVAL", "report_interval", Kind::kDuration, kAcceptedDuration, "0",
     "[top statements](#top-statements); 0: off"},
    {"REPORT_STATEMENTS", "report_statements", Kind::kNumber,
     "a number of statements from 0 to 999999999", "10", "number of statements in a report"},
    {"STREAM_MILESTONE", "stream_milestone", Kind::kNumber, "a number of rows from 0 to 999999999",
     "0", "number of streamed rows between two events `dbspan.milestone`; 0: off"},
    {"SQLCOMMENTER", "sqlcommenter", Kind::kChoice, "off, tags, traceparent", "off",
     "[comments for the server](#comments-for-the-server)"},
    {"SQLCOMMENTER_TAGS", "sqlcommenter_tags", Kind::kList, "key=value, separated by commas",
     "none", "tags in these comments"},
};

/// Variables that other code reads: the log, the application's own spans, the recorder.
constexpr std::string_view kOthers[] = {
    "FINDINGS",   "FINDING_THRESHOLDS",   "CALL_SITES",   "MERGE_FASTER_THAN",
    "LOG",        "TRACE_ERROR_MESSAGES", "EXIT_TIMEOUT", "FLUSH_ON_SIGTERM",
    "RECORDER",   "RECORDER_MEMORY",      "RING_DIR",     "RING_ARGUMENTS",
    "RING_READER"};
/// Prefixes of the variables that the project's scripts and tests read.
constexpr std::string_view kScripts[] = {"BUILD_DIR",  "DEB_DIR",  "DEMO_DIR",   "REPOSITORY",
                                         "DOCKER_",    "MATRIX_",  "RING_KILLS", "SOCKETS",
                                         "SPAN_COUNT", "UPSTREAM", "TEST_"};

std::vector<std::string> KnownNames() {
  std::vector<std::string> names;
  for (const Variable& variable : kVariables) {
    names.push_back(std::string{kPrefix} + std::string{variable.name});
    for (const std::string_view client : kClients) {
      names.push_back(std::string{kPrefix} + std::string{client} + std::string{variable.name});
    }
  }
  for (const std::string_view name : kOthers) {
    names.push_back(std::string{kPrefix} + std::string{name});
  }
  return names;
}

/// Returns the edit distance: the number of insertions, deletions, replacements and swaps of
/// neighbouring characters.
std::size_t Distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t other = from[i - 1] == to[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(last, row);
  }
  return last[to.size()];
}

}  // namespace

VariableTable Variables() noexcept { return {std::begin(kVariables), std::end(kVariables)}; }

const Variable* FindVariable(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(std::begin(kVariables), std::end(kVariables),
                   [&](const Variable& variable) { return variable.name == name; });
  return found == std::end(kVariables) ? nullptr : found;
}

bool IsKnownVariable(std::string_view full_name) {
  const std::string_view name = full_name.substr(std::min(kPrefix.size(), full_name.size()));
  const bool script = std::any_of(std::begin(kScripts), std::end(kScripts),
                                  [&](std::string_view start) { return StartsWith(name, start); });
  const auto known = KnownNames();
  return script || std::find(known.begin(), known.end(), full_name) != known.end();
}

std::string NearestVariable(std::string_view full_name) {
  std::string nearest;
  std::size_t least = full_name.size() / 4;  // the largest distance of a misspelling
  for (std::string& name : KnownNames()) {
    const std::size_t distance = Distance(full_name, name);
    if (distance > least || (distance == least && !nearest.empty())) continue;
    least = distance;
    nearest = std::move(name);
  }
  return nearest;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
