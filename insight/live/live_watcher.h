#pragma once

#include <opentelemetry/trace/span.h>

#include <cstdint>

#include <cstdint>

#include "dbspan/detail/counted_scope.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// From now on operations are watched, until as many calls of `EndWatching` have come.
void BeginWatching();
void EndWatching() noexcept;

/// This thread has waited for a connection of a pool. Costs a look if nothing is watched.
void NotePoolWait(std::int64_t nanoseconds) noexcept;

/// Adds `dbspan.query.count` and its like to the span of a scope, if findings are reported.
void AddSums(const CountedScope& scope, opentelemetry::trace::Span& span) noexcept;
/// Ends a scope and reports its findings, with the span that they belong to; null: none.
void CloseScope(CountedScope& scope, opentelemetry::trace::Span* span) noexcept;

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
