#pragma once

#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation to the process-wide statistics: slow statements, caches, idle transactions.
/// The statistics are checked when an operation ends, at most every ten seconds, and when a thread
/// ends. Each finding is reported once. If another thread is adding an operation at the same time,
/// this one is skipped. Throws std::bad_alloc.
void AddToRun(const insight::FinishedOperation& operation, const StatementPtr& statement);

/// Checks the statistics now.
void ReportRun();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
