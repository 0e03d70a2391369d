#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes all earlier stores of other threads visible here, and earlier stores of this thread
/// visible to them. It has the effect of a store-load fence in every other thread. Takes
/// microseconds. Safe from any thread.
void MeetOtherThreads() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
