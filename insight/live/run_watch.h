#pragma once

#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Adds an operation to what is known of the whole process: slow statements, caches, idle
/// transactions. Looked at every ten seconds, when an operation ends, and when a thread ends; each
/// finding is reported once.
/// An operation that ends while another thread adds one is left out. Throws std::bad_alloc.
void AddToRun(const insight::FinishedOperation& operation, const StatementPtr& statement);

/// Looks now.
void ReportRun();

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
