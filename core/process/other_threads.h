#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes what every other thread has stored until now visible here, and what was stored here to
/// them: what a fence between a store and a load would do in each of them. Takes microseconds. Safe
/// from any thread.
void MeetOtherThreads() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
