#pragma once

#include <chrono>
#include <functional>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Runs `work` on a thread of its own and waits for it, `limit` at most; tells whether it is over.
///
/// What is not over goes on, also while the process ends: `work` must own what it uses. If there is
/// no thread to be had, it does not run, and what it owns stays.
bool RunWithin(std::chrono::milliseconds limit, const std::function<void()>& work);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
