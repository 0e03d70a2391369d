#pragma once

#include <cxxabi.h>
#include <pthread.h>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether what is being handled is the end of a thread, by `pthread_cancel` or
/// `pthread_exit`, and no exception. A `catch (...)` catches that as well; nobody but the handler
/// itself may throw it again, and it has to.
inline bool IsThreadEnding() noexcept { return abi::__cxa_current_exception_type() == nullptr; }

/// While one lives, this thread is not cancelled. Our own code may open files and write, and must
/// not be left in the middle of that; the client's calls may be left as ever.
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
