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

/// Tells whether anybody gets findings: a signal or a hook.
bool ReportsFindings() noexcept;

/// Reports findings by log records or events, the hook, the metric `dbspan.findings`, and the
/// recordings of tests. `span` is their parent's; may be null. Below a parent of the same name,
/// the same finding is logged once a minute; the metric counts all. Throws std::bad_alloc. To be
/// called without a lock: hooks and exporters are other people's code.
void ReportFindings(const std::vector<insight::Finding>& findings, insight::Words words,
                    opentelemetry::trace::Span* span);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
