#pragma once

#include <opentelemetry/nostd/string_view.h>

#include <string_view>

/// The only place that names attribute keys, events and instruments (semconv 1.44: docs/db,
/// docs/general).
///
/// Own names carry the project's prefix or `cache.`: semconv defines neither (docs/telemetry.md).
namespace dbspan::attribute {

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
inline constexpr std::string_view kErrorType = "error.type";
inline constexpr std::string_view kServerAddress = "server.address";
inline constexpr std::string_view kServerPort = "server.port";
inline constexpr std::string_view kPeerAddress = "network.peer.address";
inline constexpr std::string_view kPeerPort = "network.peer.port";
inline constexpr std::string_view kExceptionType = "exception.type";
inline constexpr std::string_view kExceptionMessage = "exception.message";
inline constexpr std::string_view kCacheItemCount = "cache.item_count";
inline constexpr std::string_view kCacheOutcome = "cache.outcome";

inline constexpr std::string_view kExceptionEvent = "exception";
inline constexpr std::string_view kCacheHitEvent = "cache.hit";
inline constexpr std::string_view kCacheMissEvent = "cache.miss";

inline constexpr std::string_view kDurationMetric = "db.client.operation.duration";
inline constexpr std::string_view kLookupsMetric = "dbspan.cache.lookups";

inline constexpr std::string_view kSchemaUrl = "https://opentelemetry.io/schemas/1.44.0";

}  // namespace dbspan::attribute

namespace dbspan {

/// The view as the OpenTelemetry API wants it.
inline opentelemetry::nostd::string_view View(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace dbspan
