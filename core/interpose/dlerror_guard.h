#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Keeps the message that `dlerror` returns to the application, and removes the messages of our own
/// calls of `dlsym` and `dlopen`. Each such call, also a successful one, would free the
/// application's message.
///
/// The application's message is kept with glibc 2.34 and later. Use it around such calls that run
/// in a call of the application, after an ErrnoGuard.
class DlerrorGuard {
 public:
  DlerrorGuard() noexcept;
  ~DlerrorGuard();
  DlerrorGuard(const DlerrorGuard&) = delete;
  DlerrorGuard& operator=(const DlerrorGuard&) = delete;

 private:
  void* applications_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
