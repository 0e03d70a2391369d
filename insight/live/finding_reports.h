#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/trace/span_context.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/span/attribute_list.h"
#include "dbspan/finding.h"
#include "dbspan/version.h"
#include "insight/finding.h"
#include "insight/sentence.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The destinations of findings.
struct FindingDestinations {
  std::atomic<FindingSignal> signal{FindingSignal::kOff};
  std::atomic<bool> has_hook{false};
};
inline FindingDestinations finding_destinations;

/// Tells whether findings are delivered anywhere: as a signal or to a hook.
inline bool ReportsFindings() noexcept {
  return finding_destinations.signal.load(std::memory_order_relaxed) != FindingSignal::kOff ||
         finding_destinations.has_hook.load(std::memory_order_relaxed);
}

/// The span that operations ran under, which gets their findings. An interface, because there are
/// spans of the API and those that a processor sees ending.
class FindingTarget {
 public:
  virtual opentelemetry::trace::SpanContext context() const noexcept = 0;
  /// Returns false if the span is not recorded.
  virtual bool AddEvent(std::string_view name, const AttributeList& attributes) = 0;
  virtual void SetAttribute(std::string_view key,
                            const opentelemetry::common::AttributeValue& value) = 0;

 protected:
  ~FindingTarget() = default;
};

/// Reports findings as log records or events, to the hook, in the metric `dbspan.findings` and to
/// the recordings of tests. `span` is the span that the operations ran under; may be null. The same
/// finding under the same parent name is logged at most once a minute; the metric counts every one.
/// Throws std::bad_alloc. Hold no lock when calling it: hooks and exporters are foreign code.
void ReportFindings(const std::vector<insight::Finding>& findings, insight::Words words,
                    FindingTarget* span);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
