#pragma once

#include <memory>

#include "core/span/called_from.h"
#include "dbspan/version.h"
#include "insight/live/ended_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation without a parent to the burst of this thread. A burst consists of operations
/// with less than 100 ms between them, and ends at the latest with a transaction. Its findings are
/// reported when it ends, when the next one begins, or when the thread ends. Returns the place of
/// the call if the statement has just become a repeated one. Throws std::bad_alloc.
std::unique_ptr<CalledFrom> AddToBurst(EndedOperation& operation);

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
