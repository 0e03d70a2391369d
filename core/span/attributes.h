#pragma once

#include <opentelemetry/nostd/string_view.h>

#include <string_view>

#include "dbspan/version.h"

/// All names of attributes, events and instruments (semconv 1.44: docs/db, docs/general). No other
/// file contains such names.
///
/// Names that semconv does not define begin with `dbspan.` or `cache.` (docs/telemetry.md).
namespace dbspan::attribute {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kSystemName = "db.system.name";
inline constexpr std::string_view kNamespace = "db.namespace";
inline constexpr std::string_view kOperationName = "db.operation.name";
inline constexpr std::string_view kBatchSize = "db.operation.batch.size";
inline constexpr std::string_view kCollectionName = "db.collection.name";
inline constexpr std::string_view kProcedureName = "db.stored_procedure.name";
inline constexpr std::string_view kQueryText = "db.query.text";
inline constexpr std::string_view kQuerySummary = "db.query.summary";
inline constexpr std::string_view kStatusCode = "db.response.status_code";
inline constexpr std::string_view kReturnedRows = "db.response.returned_rows";
inline constexpr std::string_view kAffectedRows = "dbspan.affected_rows";
inline constexpr std::string_view kWarnings = "dbspan.warnings";
inline constexpr std::string_view kTransactionAborted = "dbspan.transaction.aborted";
inline constexpr std::string_view kErrorType = "error.type";
inline constexpr std::string_view kErrorRetry = "dbspan.error.retry";
inline constexpr std::string_view kServerAddress = "server.address";
inline constexpr std::string_view kServerPort = "server.port";
inline constexpr std::string_view kPeerAddress = "network.peer.address";
inline constexpr std::string_view kPeerPort = "network.peer.port";
inline constexpr std::string_view kExceptionType = "exception.type";
inline constexpr std::string_view kExceptionMessage = "exception.message";
inline constexpr std::string_view kCodeFunction = "code.function.name";
inline constexpr std::string_view kCodeFile = "code.file.path";
inline constexpr std::string_view kCodeLine = "code.line.number";
inline constexpr std::string_view kCodeStack = "dbspan.code.stack";
inline constexpr std::string_view kMergedCount = "dbspan.merged.count";
inline constexpr std::string_view kMergedTotal = "dbspan.merged.total_time";
inline constexpr std::string_view kMergedShortest = "dbspan.merged.shortest_time";
inline constexpr std::string_view kMergedLongest = "dbspan.merged.longest_time";
inline constexpr std::string_view kPoolName = "db.client.connection.pool.name";
inline constexpr std::string_view kConnectionState = "db.client.connection.state";
inline constexpr std::string_view kCacheItemCount = "cache.item_count";
inline constexpr std::string_view kCacheOutcome = "cache.outcome";

inline constexpr std::string_view kParameterPrefix = "db.query.parameter.";

inline constexpr std::string_view kOldSystem = "db.system";
inline constexpr std::string_view kOldOperation = "db.operation";
inline constexpr std::string_view kOldTable = "db.sql.table";
inline constexpr std::string_view kOldStatement = "db.statement";

inline constexpr std::string_view kOverflow = "otel.metric.overflow";
inline constexpr std::string_view kSlowThreshold = "dbspan.slow.threshold";
inline constexpr std::string_view kSlowDuration = "dbspan.slow.duration";
inline constexpr std::string_view kStageSend = "dbspan.stage.send";
inline constexpr std::string_view kStageWait = "dbspan.stage.wait";
inline constexpr std::string_view kStageRead = "dbspan.stage.read";
inline constexpr std::string_view kRowsSoFar = "dbspan.rows_so_far";
inline constexpr std::string_view kRetryAttempt = "dbspan.retry.attempt";
inline constexpr std::string_view kRetryDelay = "dbspan.retry.delay";
inline constexpr std::string_view kRetryReason = "dbspan.retry.reason";
inline constexpr std::string_view kQueryCount = "dbspan.query.count";
inline constexpr std::string_view kQueryTime = "dbspan.query.time";
inline constexpr std::string_view kFindingKind = "dbspan.finding.kind";
inline constexpr std::string_view kFindingSentence = "dbspan.finding.sentence";
inline constexpr std::string_view kFindingAdvice = "dbspan.finding.advice";
inline constexpr std::string_view kFindingParent = "dbspan.finding.parent";
inline constexpr std::string_view kFindingCount = "dbspan.finding.count";
inline constexpr std::string_view kFindingTime = "dbspan.finding.time";
inline constexpr std::string_view kFindingWhere = "dbspan.finding.where";
inline constexpr std::string_view kReportCount = "dbspan.report.count";
inline constexpr std::string_view kReportErrors = "dbspan.report.errors";
inline constexpr std::string_view kReportTotal = "dbspan.report.total_time";
inline constexpr std::string_view kReportLongest = "dbspan.report.longest_time";

inline constexpr std::string_view kExceptionEvent = "exception";
inline constexpr std::string_view kCacheHitEvent = "cache.hit";
inline constexpr std::string_view kCacheMissEvent = "cache.miss";

inline constexpr std::string_view kSlowEvent = "dbspan.slow_operation";
inline constexpr std::string_view kMilestoneEvent = "dbspan.milestone";
inline constexpr std::string_view kRetryEvent = "dbspan.retry";
inline constexpr std::string_view kFindingEvent = "dbspan.finding";
inline constexpr std::string_view kExceptionLog = "db.client.operation.exception";
inline constexpr std::string_view kReportLog = "dbspan.top_statement";

inline constexpr std::string_view kDurationMetric = "db.client.operation.duration";
inline constexpr std::string_view kReturnedRowsMetric = "db.client.response.returned_rows";
inline constexpr std::string_view kLookupsMetric = "dbspan.cache.lookups";
inline constexpr std::string_view kFindingsMetric = "dbspan.findings";
inline constexpr std::string_view kFindingsDescription = "Findings about database operations.";
inline constexpr std::string_view kPoolWaitMetric = "db.client.connection.wait_time";
inline constexpr std::string_view kPoolCreateMetric = "db.client.connection.create_time";
inline constexpr std::string_view kPoolUseMetric = "db.client.connection.use_time";
inline constexpr std::string_view kPoolTimeoutsMetric = "db.client.connection.timeouts";
inline constexpr std::string_view kPoolCountMetric = "db.client.connection.count";
inline constexpr std::string_view kPoolMaxMetric = "db.client.connection.max";
inline constexpr std::string_view kPoolIdleMinMetric = "db.client.connection.idle.min";
inline constexpr std::string_view kPoolIdleMaxMetric = "db.client.connection.idle.max";
inline constexpr std::string_view kPoolPendingMetric = "db.client.connection.pending_requests";

inline constexpr std::string_view kSchemaUrl = "https://opentelemetry.io/schemas/1.44.0";

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::attribute

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Converts a view to the type of the OpenTelemetry API.
inline opentelemetry::nostd::string_view View(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
