#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <new>
#include <utility>

#include "core/process/process_life.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A static object that is created when it is first used, and never destroyed, because clients are
/// used until the process has ended. It needs no heap memory, which may be short when a client is
/// used first. Safe from any thread.
///
/// A function-local static would not survive a fork while another thread creates it: the child
/// would wait forever for that thread, which it does not have.
template <class Type>
class NeverDestroyed {
 public:
  constexpr NeverDestroyed() noexcept = default;
  NeverDestroyed(const NeverDestroyed&) = delete;
  NeverDestroyed& operator=(const NeverDestroyed&) = delete;

  template <class... Arguments>
  Type& Get(Arguments&&... arguments) {
    Type* const known = made_.load(std::memory_order_acquire);
    return known != nullptr ? *known : Make(std::forward<Arguments>(arguments)...);
  }

 private:
  template <class... Arguments>
  [[gnu::cold, gnu::noinline]] Type& Make(Arguments&&... arguments) {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex_};
    Type* made = made_.load(std::memory_order_relaxed);
    if (made == nullptr) {
      made = new (memory_) Type{std::forward<Arguments>(arguments)...};
      made_.store(made, std::memory_order_release);
    }
    return *made;
  }

  std::atomic<Type*> made_{nullptr};
  std::mutex mutex_;
  alignas(Type) std::byte memory_[sizeof(Type)]{};
};

/// Creates an object that is never destroyed, for the initializer of a function-local static. Only
/// for objects that are needed while a library is loaded, before the process is watched: all others
/// are `NeverDestroyed`.
template <class Type, class... Arguments>
Type& Leak(Arguments&&... arguments) {
  return *new Type(std::forward<Arguments>(arguments)...);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
