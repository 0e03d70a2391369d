#pragma once

#include "dbspan/detail/sink_span.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Passes the `Extra` of an operation on to the next one of its thread, so that watching operations
/// needs no memory for each.
class SpareExtra {
 public:
  /// Gives an operation an `Extra` unless it has one, and returns it. The watcher's fields may be
  /// those of the previous operation, so that it need not set equal values again. Throws
  /// std::bad_alloc.
  static SinkSpan::Extra& Give(SinkSpan& span);
  /// Takes the `Extra` of an operation that has been watched to its end, unless a sink needs it.
  static void Take(SinkSpan& span) noexcept;
  /// Releases the scope of this thread's spare one. Call it when a scope of this thread ends.
  static void ReleaseScope() noexcept;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
