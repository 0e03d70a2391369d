#pragma once

#include <chrono>
#include <functional>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Runs `work` on a new thread and waits for it, at most for `limit`. Returns whether `work` has
/// finished.
///
/// Unfinished work continues, even while the process exits, so `work` must own everything it uses.
/// If no thread can be created, `work` is leaked without being run.
bool RunWithin(std::chrono::milliseconds limit, const std::function<void()>& work);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
