#pragma once

#include "dbspan/version.h"
#include "insight/live/ended_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation to the process-wide statistics: slow statements, caches, idle transactions.
///
/// Operations of known statements wait in their thread until there are 32, for a second, or until
/// the thread ends, whichever is first. The statistics are checked when operations are added, at
/// most every ten seconds, and when a thread ends. Each finding is reported once. If another thread
/// is adding operations at the same time, this one is skipped. Throws std::bad_alloc.
void AddToRun(EndedOperation& operation);

/// Checks the statistics now.
void ReportRun();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
