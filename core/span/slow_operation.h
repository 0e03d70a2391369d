#pragma once

#include <chrono>

#include "core/span/attribute_list.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An operation that took at least as long as the threshold.
struct SlowOperation {
  const detail::OperationIdentity& operation;
  std::chrono::nanoseconds threshold;
  std::chrono::nanoseconds duration;
  const detail::Stages& stages;
  detail::OperationSpan::SteadyTime start;
  detail::OperationSpan::SteadyTime end;
};

/// Returns the attributes of the event `dbspan.slow_operation`. Times are in seconds. Stages that
/// the client does not report are omitted.
AttributeList EventOf(const SlowOperation& slow) noexcept;
/// Adds the attributes of the operation for the log record `dbspan.slow_operation`. They refer to
/// `operation`.
void AddOperation(const detail::OperationIdentity& operation, const Options& options,
                  AttributeList& attributes) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
