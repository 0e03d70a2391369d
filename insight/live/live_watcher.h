#pragma once

#include <opentelemetry/trace/span.h>

#include <cstdint>

#include "dbspan/detail/counted_scope.h"
#include "dbspan/version.h"
#include "insight/live/finding_reports.h"
#include "insight/live/open_parent.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Start and end watching operations. Calls may be nested: watching ends when each `BeginWatching`
/// has been matched by an `EndWatching`.
void BeginWatching();
void EndWatching() noexcept;

/// Reports that this thread has waited for a connection of a pool. Costs one atomic load if
/// operations are not watched.
void NotePoolWait(std::int64_t nanoseconds) noexcept;

/// Adds `dbspan.query.count` and similar attributes to the span of a scope, if findings are
/// reported.
void AddSums(const CountedScope& scope, opentelemetry::trace::Span& span) noexcept;
/// Adds the same attributes to a span, if the scope had operations and findings are reported.
/// Throws std::bad_alloc.
void AddSums(const ScopeSums& sums, FindingTarget& span);
/// Ends a scope and reports its findings. `span` is the span that they belong to; may be null.
void CloseScope(CountedScope& scope, opentelemetry::trace::Span* span) noexcept;

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
