#pragma once

#include <opentelemetry/sdk/trace/processor.h>

#include <memory>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns a processor that computes findings (docs/insight.md) for each span of the application
/// with database operations below it, when the span ends, and passes all spans on to `next`.
///
/// An operation belongs to the span that was current on its thread when it started, unless a
/// `ScopedSpan`, `trace` or `QueryBudget` is open there. If findings are reported
/// (`DBSPAN_FINDINGS`, `report_findings`, `on_finding`), the span gets `dbspan.query.count` and
/// `dbspan.query.time`, which include the operations of spans below it. `on_finding` is called
/// while the span ends, and must not use it.
///
/// Use it with the provider of the spans that operations run under; `dbspan::sdk::setup` does so if
/// `DBSPAN_FINDINGS` is set. Sampled spans only. Throws std::bad_alloc; safe from any thread.
std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> MakeFindingProcessor(
    std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
