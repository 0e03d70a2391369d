#pragma once

#include <opentelemetry/trace/span.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/sentence.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Tells whether findings are delivered anywhere: as a signal or to a hook.
bool ReportsFindings() noexcept;

/// Reports findings as log records or events, to the hook, in the metric `dbspan.findings` and to
/// the recordings of tests. `span` is the span that the operations ran under; may be null. The same
/// finding under the same parent name is logged at most once a minute; the metric counts every one.
/// Throws std::bad_alloc. Hold no lock when calling it: hooks and exporters are foreign code.
void ReportFindings(const std::vector<insight::Finding>& findings, insight::Words words,
                    opentelemetry::trace::Span* span);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
