#pragma once

#include <opentelemetry/trace/span_context.h>

#include <string>
#include <string_view>

#include "core/sql/statement.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the context of a span in the form of the header `traceparent` (W3C Trace Context, level
/// 1).
std::string TraceParent(const opentelemetry::trace::SpanContext& span);

/// Returns the statement with a comment that tells the server where the statement comes from. Empty
/// if there are no fields for the comment, or no safe place for it.
///
/// The format is that of the sqlcommenter specification: sorted keys, keys and values URL-encoded,
/// values in single quotes. As the specification requires, a statement that already has a comment
/// is not changed.
std::string WithSqlComment(std::string_view sql, const Statement& statement,
                           const opentelemetry::trace::SpanContext& span, const Options& options);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
