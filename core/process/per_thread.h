#pragma once

#include <atomic>
#include <cstddef>
#include <type_traits>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the distance of a thread-local variable of this thread from the thread pointer if it is
/// the same in all threads, else 0. It is the same in the program and in the libraries that are
/// loaded when it starts, but not in plugins.
std::ptrdiff_t FindFixedOffset(const void* variable) noexcept;

/// One object for each thread, which most calls read. Plain data without a destructor, because a
/// thread may use a client while it ends.
///
/// The TLS model initial-exec would find it without a call, but in plugins it takes their
/// thread-local variables from a small reserve of the C library, which then refuses to load the
/// fourth plugin with dbspan inside. In a program, the linker removes the call of the default
/// model, but the compiler has saved registers for it. OwnAtOnce() has no call at all.
template <class Type>
class PerThread {
 public:
  static_assert(std::is_trivially_destructible_v<Type>);

  [[gnu::always_inline]] static Type& Own() noexcept { return own_; }
  /// Returns the object of this thread if no call is necessary, else null. For functions that would
  /// have to save registers for a call.
  [[gnu::always_inline]] static Type* OwnAtOnce() noexcept {
#if __has_builtin(__builtin_thread_pointer)
    const std::ptrdiff_t offset = offset_.load(std::memory_order_relaxed);
    if (__builtin_expect(static_cast<long>(offset == 0), 0L) != 0) return nullptr;
    return reinterpret_cast<Type*>(static_cast<char*>(__builtin_thread_pointer()) + offset);
#else
    return &own_;
#endif
  }
  /// Makes OwnAtOnce() work where that is possible. Takes the dynamic linker's lock until it does.
  static void Locate() noexcept {
    if (offset_.load(std::memory_order_relaxed) != 0) return;
    offset_.store(FindFixedOffset(&own_), std::memory_order_relaxed);
  }

 private:
  inline static thread_local Type own_{};
  inline static std::atomic<std::ptrdiff_t> offset_{0};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
