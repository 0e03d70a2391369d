#pragma once

#include "dbspan/detail/operation_span.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Since 8.1, Connector/C++ creates OpenTelemetry spans of its own: one for each connection,
/// preparation and execution. During the lifetime of an object of this class, and while dbspan is
/// switched on, dbspan replaces these spans on this thread by non-recording ones with the context
/// of dbspan's operation. Nothing is recorded twice, and the query attribute `traceparent`, which
/// the connector sends by itself, refers to the operation.
///
/// The connector's option OPT_OPENTELEMETRY is not used, because it changes more: with it off,
/// statements of a closed connection are executed instead of refused, and query attributes have
/// other numbers.
class ConnectorSpansReplaced {
 public:
  /// The new spans have the context of `operation`, which must exist for as long as this object. If
  /// it is empty, they have that of the current span.
  explicit ConnectorSpansReplaced(const detail::OperationSpan& operation) noexcept
      : outer_(current_) {
    current_ = &operation;
  }
  ~ConnectorSpansReplaced() { current_ = outer_; }
  ConnectorSpansReplaced(const ConnectorSpansReplaced&) = delete;
  ConnectorSpansReplaced& operator=(const ConnectorSpansReplaced&) = delete;

  /// Returns the operation during which the connector is called; null outside.
  static const detail::OperationSpan* Current() noexcept { return current_; }

 private:
  inline static thread_local const detail::OperationSpan* current_ = nullptr;

  const detail::OperationSpan* outer_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
