#pragma once

#include <optional>

#include "core/span/called_from.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation without a parent to the burst of this thread. A burst consists of operations
/// with less than 100 ms between them, and ends at the latest with a transaction. Its findings are
/// reported when it ends, when the next one begins, or when the thread ends. Returns the place of
/// the call if the statement has just become a repeated one. Throws std::bad_alloc.
std::optional<CalledFrom> AddToBurst(insight::FinishedOperation& operation,
                                     const StatementPtr& statement);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
