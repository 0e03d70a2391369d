#pragma once

#include <optional>

#include "core/span/called_from.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation without a parent to the burst of this thread: operations with less than 100 ms
/// between them, up to the end of a transaction. What is found in a burst is reported when the next
/// one begins, or the thread ends. Returns where this thread calls the operation if its statement
/// has just become a repeated one. Throws std::bad_alloc.
std::optional<CalledFrom> AddToBurst(const insight::FinishedOperation& operation,
                                     const StatementPtr& statement);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
