#pragma once

#include <opentelemetry/trace/span_context.h>

#include <string>
#include <string_view>

#include "core/sql/statement.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The context of a span in the form of the header `traceparent` (W3C Trace Context, level 1).
std::string TraceParent(const opentelemetry::trace::SpanContext& span);

/// Returns the statement with a comment that tells the server where it comes from, or nothing if
/// there is nothing to tell or no safe place for it.
///
/// Format: the sqlcommenter specification: keys in order, keys and values URL-encoded, values in
/// single quotes. A statement that has any comment already is left alone, as the specification
/// asks.
std::string WithSqlComment(std::string_view sql, const Statement& statement,
                           const opentelemetry::trace::SpanContext& span, const Options& options);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
