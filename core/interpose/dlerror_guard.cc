#include "core/interpose/dlerror_guard.h"

#include <dlfcn.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// glibc 2.34 and later keep the message of a thread behind a pointer. It is among the thread-local
// variables of the C library, like `errno`, at a distance that is the same in all threads. 0 if it
// is unknown.
std::atomic<std::ptrdiff_t> distance_from_errno{0};

// When dbspan is loaded: the application can have no message yet, because a `dlopen` that succeeds
// removes it.
[[gnu::constructor(101)]] void FindDistance() noexcept {
  const int saved = errno;
  const void* const found = dlsym(RTLD_DEFAULT, "__libc_dlerror_result");
  if (found == nullptr) {
    dlerror();
  } else {
    distance_from_errno = static_cast<const char*>(found) - reinterpret_cast<const char*>(&errno);
  }
  errno = saved;
}

/// Replaces the pointer to this thread's message. Returns the previous one.
void* Exchange(void* message) noexcept {
  const std::ptrdiff_t distance = distance_from_errno.load(std::memory_order_relaxed);
  if (distance == 0) return nullptr;
  auto& current = *reinterpret_cast<void**>(reinterpret_cast<char*>(&errno) + distance);
  void* const previous = current;
  current = message;
  return previous;
}

}  // namespace

DlerrorGuard::DlerrorGuard() noexcept : applications_(Exchange(nullptr)) {}

DlerrorGuard::~DlerrorGuard() {
  dlerror();
  if (applications_ == nullptr) return;
  dlerror();  // frees the message that the first call has returned
  Exchange(applications_);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
