#include <opentelemetry/version.h>

#include "dbspan/version.h"

// Apart, because clang gives the guard another name in a file that both declares it and contains
// the function that defines it.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

const char* GuardOfStack() noexcept;

#if OPENTELEMETRY_VERSION_MAJOR == 1 && OPENTELEMETRY_VERSION_MINOR <= 28
// The name in the Itanium C++ ABI of the guard of ThreadLocalContextStorage::GetStack()::stack_.
#define DBSPAN_GUARD_IN(version) \
  "_ZGVZN13opentelemetry2v" version "7context25ThreadLocalContextStorage8GetStackEvE6stack_"
extern __thread const char stack_guard __asm__(
    DBSPAN_GUARD_IN(OPENTELEMETRY_STRINGIFY(OPENTELEMETRY_ABI_VERSION_NO)));

const char* GuardOfStack() noexcept { return &stack_guard; }
#else
const char* GuardOfStack() noexcept { return ""; }  // never called
#endif

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
