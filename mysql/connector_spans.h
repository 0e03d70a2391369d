#pragma once

#include "dbspan/detail/operation_span.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Connector/C++ makes OpenTelemetry spans of its own since 8.1: one for each connection,
/// preparation and execution. While one of these lives, and while dbspan is switched on, those that
/// it would make on this thread are only the context of ours: nothing is recorded twice, and the
/// query attribute `traceparent`, which the connector sends by itself, leads to the operation.
///
/// The connector's option OPT_OPENTELEMETRY would change more: with it off, statements of a closed
/// connection are executed instead of refused, and query attributes have other numbers.
class ConnectorSpansReplaced {
 public:
  /// `operation` may be empty: then they are the context of the current span.
  explicit ConnectorSpansReplaced(const OperationSpan& operation) noexcept : outer_(current_) {
    current_ = &operation;
  }
  ~ConnectorSpansReplaced() { current_ = outer_; }
  ConnectorSpansReplaced(const ConnectorSpansReplaced&) = delete;
  ConnectorSpansReplaced& operator=(const ConnectorSpansReplaced&) = delete;

  /// The operation that the connector is called for; null outside.
  static const OperationSpan* Current() noexcept { return current_; }

 private:
  inline static thread_local const OperationSpan* current_ = nullptr;

  const OperationSpan* outer_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
