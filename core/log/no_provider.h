#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records that this process has had a provider to record with.
void OnProviderSeen() noexcept;

/// Tells whether ReportNoProvider() would still report. False once it has reported, once a provider
/// was seen (a program that has shut its providers down expects that nothing is recorded any more),
/// and if a preloaded copy of dbspan takes the operations.
bool AwaitsNoProviderReport() noexcept;

/// Reports that an operation was not recorded because the process has no provider, with advice.
/// Reports once per process, and never if `OTEL_SDK_DISABLED` is true. Call it only for operations
/// that a provider would have recorded.
void ReportNoProvider() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
