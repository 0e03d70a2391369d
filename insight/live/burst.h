#pragma once

#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation without a parent to the burst of this thread: operations with less than 100 ms
/// between them, up to the end of a transaction. What is found in a burst is reported when the next
/// one begins, or the thread ends. Throws std::bad_alloc.
void AddToBurst(const insight::FinishedOperation& operation, const StatementPtr& statement);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
