#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Remembers that this process has had a provider to record with.
void OnProviderSeen() noexcept;

/// Tells whether an operation that is not recorded because the process has no provider is still to
/// be reported. Not once that was done, nor once a provider was seen: a program that has ended its
/// providers knows that nothing is recorded any more.
bool AwaitsNoProviderReport() noexcept;

/// Reports that an operation was not recorded because the process has no provider, and what to do
/// about it: once per process, and not if `OTEL_SDK_DISABLED` asks for just that. To be called for
/// operations that would have been recorded otherwise.
void ReportNoProvider() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
