#pragma once

#include <cxxabi.h>
#include <pthread.h>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns true inside a `catch (...)` that has caught the end of a thread (`pthread_cancel` or
/// `pthread_exit`) and not an exception. Such a handler must rethrow it itself with `throw;`.
inline bool IsThreadEnding() noexcept { return abi::__cxa_current_exception_type() == nullptr; }

/// Disables cancellation of this thread during its lifetime. dbspan's own code may open files and
/// write, and must not be interrupted there. The client's own calls stay cancellable.
class CancellationGuard {
 public:
  CancellationGuard() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
  ~CancellationGuard() { pthread_setcancelstate(before_, nullptr); }
  CancellationGuard(const CancellationGuard&) = delete;
  CancellationGuard& operator=(const CancellationGuard&) = delete;

 private:
  int before_ = PTHREAD_CANCEL_ENABLE;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
