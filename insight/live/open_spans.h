#pragma once

#include <opentelemetry/trace/span_id.h>

#include <cstddef>
#include <memory>

#include "dbspan/version.h"
#include "insight/live/open_parent.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Tallies of the spans that the application starts through OpenTelemetry's API, while a processor
/// of ours tells their ends (dbspan/sdk/finding_processor.h).
///
/// Bounded: with more than `kMost` open spans, the oldest one is reported as if it had ended. Safe
/// from any thread.
class OpenSpans {
 public:
  static constexpr std::size_t kMost = 1024;

  /// Tell that there is one more processor, or one less.
  static void Begin() noexcept;
  static void End() noexcept;

  /// Returns whether this thread may have a current span that has a tally. False if there is no
  /// processor.
  static bool MayHaveCurrent() noexcept;
  /// Makes `below` refer to the tally (an OpenParent) of this thread's current span. Null if the
  /// end of the span will not be seen here: it is not recorded, or belongs to another process.
  /// Looks for it only if `below` refers to another one. Call it only if `MayHaveCurrent`.
  static void ShareCurrent(std::shared_ptr<void>& below) noexcept;
  /// Adds the sums of a span or scope that has ended to those of the span around it.
  static void AddToCurrent(const ScopeSums& sums);
  static void AddTo(opentelemetry::trace::SpanId around, const ScopeSums& sums);

  /// Removes the tally of a span that ends and returns it; null if no operation ran below the span.
  static std::shared_ptr<OpenParent> Close(opentelemetry::trace::SpanId span) noexcept;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
