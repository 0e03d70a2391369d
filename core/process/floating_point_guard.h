#pragma once

#include <cfenv>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Gives this thread the default floating-point environment during its lifetime, and threads that
/// it starts meanwhile for ever. Calculations of dbspan therefore raise no SIGFPE in a program that
/// traps floating-point exceptions, and do not depend on its rounding mode.
class FloatingPointGuard {
 public:
  FloatingPointGuard() noexcept {
    std::fegetenv(&before_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~FloatingPointGuard() { std::fesetenv(&before_); }
  FloatingPointGuard(const FloatingPointGuard&) = delete;
  FloatingPointGuard& operator=(const FloatingPointGuard&) = delete;

 private:
  std::fenv_t before_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
