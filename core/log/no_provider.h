#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Remembers that this process has had a provider to record with.
void OnProviderSeen() noexcept;

/// Reports that an operation was not recorded because the process has no provider, and what to do
/// about it: once per process, and never once a provider was seen, because a program that has ended
/// its providers knows that nothing is recorded any more. To be called for operations that would
/// have been recorded otherwise.
void ReportNoProvider() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
