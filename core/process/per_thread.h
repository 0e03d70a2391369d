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

/// Finds a thread-local variable that most calls read. `kFind` returns a reference to it.
///
/// The TLS model initial-exec would find it without a call, but in plugins it takes their
/// thread-local variables from a small reserve of the C library, which then refuses to load the
/// fourth plugin with dbspan inside. In a program, the linker removes the call of the default
/// model, but the compiler has saved registers for it. Once it is located, an object is found in
/// four instructions instead of the fifteen of the call in libdbspan.so, and no register is saved.
template <auto kFind>
class ThreadVariable {
 public:
  using Type = std::remove_reference_t<decltype(kFind())>;

  /// Returns the variable of this thread.
  [[gnu::always_inline]] static Type& Own() noexcept {
    Type* const at_once = OwnAtOnce();
    return __builtin_expect(static_cast<long>(at_once != nullptr), 1L) != 0 ? *at_once
                                                                            : OwnByCall();
  }
  /// Returns the variable of this thread if no call is necessary, else null. For functions that
  /// would have to save registers for a call.
  [[gnu::always_inline]] static Type* OwnAtOnce() noexcept {
#if __has_builtin(__builtin_thread_pointer)
    const std::ptrdiff_t offset = offset_.load(std::memory_order_relaxed);
    if (__builtin_expect(static_cast<long>(offset == 0), 0L) != 0) return nullptr;
    return reinterpret_cast<Type*>(static_cast<char*>(__builtin_thread_pointer()) + offset);
#else
    return &kFind();
#endif
  }
  /// Makes OwnAtOnce() work where that is possible. The first call takes the dynamic linker's lock.
  static void Locate() noexcept {
    if (is_sought_.exchange(true, std::memory_order_relaxed)) return;
    offset_.store(FindFixedOffset(&kFind()), std::memory_order_relaxed);
  }

 private:
  [[gnu::cold, gnu::noinline]] static Type& OwnByCall() noexcept { return kFind(); }

  inline static std::atomic<std::ptrdiff_t> offset_{0};  // 0: not known
  inline static std::atomic<bool> is_sought_{false};
};

/// Holds one object for each thread. Plain data without a destructor, because a thread may use a
/// client while it ends.
template <class Type>
struct ThreadObject {
  static_assert(std::is_trivially_destructible_v<Type>);
  static Type& Find() noexcept { return own; }
  inline static thread_local Type own{};
};
template <class Type>
using PerThread = ThreadVariable<&ThreadObject<Type>::Find>;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
