#pragma once

#include <chrono>

#include "core/metrics/series_limit.h"
#include "core/span/telemetry.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records the metrics of an operation that has ended: its duration, its returned rows and its
/// cache lookups.
///
/// Beyond the limit of series, the only attributes are `db.system.name` and `otel.metric.overflow`.
/// Source: semconv, database-metrics.md.
void Measure(const detail::Instruments& instruments, SeriesLimit& limit, const Options& options,
             const detail::OperationIdentity& operation, const Outcome& outcome,
             std::chrono::nanoseconds duration);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
