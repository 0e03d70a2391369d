#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Decides whether a span is recorded.
enum class Decision : std::uint8_t {
  kDrop,        ///< No span.
  kRecordOnly,  ///< A span that is kept if it fails or is slow; not sampled.
  kSample,
};

/// The parent of an operation.
struct Parent {
  bool exists = false;
  bool sampled = false;
};

/// Decides which spans are recorded (`OTEL_TRACES_SAMPLER`). Runs before the operation is
/// described, so it sees only the parent and the trace id.
///
/// Source: OpenTelemetry specification, trace/sdk.md, "Built-in samplers".
struct Sampler {
  bool parent_based = true;
  double ratio = 1.0;                 ///< Share of root spans; of all spans if not parent-based.
  bool keep_failed = false;           ///< Also record failed spans that are not sampled.
  std::int64_t keep_slower_than = 0;  ///< Nanoseconds; also record spans this slow; 0: off.

  Decision Decide(const Parent& parent, const TraceId& trace_id) const noexcept;
  /// Returns whether `Decide` depends on the trace id.
  bool AsksTraceId(const Parent& parent) const noexcept {
    return !(parent_based && parent.exists) && ratio > 0.0 && ratio < 1.0;
  }
  /// Returns the decision for an operation that is not sampled.
  Decision Undecided() const noexcept {
    return keep_failed || keep_slower_than > 0 ? Decision::kRecordOnly : Decision::kDrop;
  }
  /// Returns whether a recorded span is exported.
  bool Keeps(Decision decision, bool failed, std::int64_t duration) const noexcept {
    if (decision != Decision::kRecordOnly) return decision == Decision::kSample;
    return (keep_failed && failed) || (keep_slower_than > 0 && duration >= keep_slower_than);
  }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
