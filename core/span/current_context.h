#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/version.h>

#include <atomic>
#include <cstddef>

#include "core/process/per_thread.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Reads the context of the calling thread faster than RuntimeContext::GetCurrent, which counts two
/// references to the storage per call: this class caches the storage's address. Safe from any
/// thread.
class CurrentContext {
 public:
  static opentelemetry::context::Context Get() noexcept {
    auto* const stacks = stacks_.load(std::memory_order_acquire);
    if (stacks != nullptr && SizeOf(*stacks) == 0) return {};
    auto* const storage = storage_.load(std::memory_order_acquire);
    return storage != nullptr ? storage->GetCurrent()
                              : opentelemetry::context::RuntimeContext::GetCurrent();
  }
  /// Tells whether the thread has no context.
  [[gnu::always_inline]] static bool IsEmpty() noexcept {
    auto* const stacks = stacks_.load(std::memory_order_acquire);
    return stacks != nullptr ? SizeOf(*stacks) == 0 : IsCopyEmpty();
  }
  /// Updates the cached storage. An application may install its own, but only before it starts its
  /// first span; call this function now and then until then.
  static void LookForStorage() noexcept;
  /// Makes IsEmpty() faster where that is possible. The first call takes the dynamic linker's lock.
  static void Locate() noexcept { OwnSize::Locate(); }

 private:
  using Stacks = opentelemetry::context::ThreadLocalContextStorage;

  /// Returns the number of contexts that this thread has attached.
  static std::size_t SizeOf(Stacks& stacks) noexcept;
  static bool IsCopyEmpty() noexcept;
  /// Tells whether a storage is the API's default one and keeps its stacks where SizeOf looks for
  /// them. A copy of that code in another shared object may have separate stacks.
  static bool HasOurStacks(opentelemetry::context::RuntimeContextStorage& storage) noexcept;

  // Kept alive forever by LookForStorage.
  inline static std::atomic<opentelemetry::context::RuntimeContextStorage*> storage_{nullptr};
  inline static std::atomic<Stacks*> stacks_{nullptr};  // equals storage_ if SizeOf can read it
  /// Of this thread's stack. Asking the storage for it takes two calls in a shared object.
  struct Size {
    const std::size_t* known;
    const char* is_made;  ///< The guard of this thread's stack.
  };
  using OwnSize = PerThread<Size>;
};

namespace detail {

/// Returns the guard of the variable in GetStack(). It is not 0 once this thread has a stack.
const char* GuardOfStack() noexcept;

// The API reveals whether the context is empty only through a copy of it. This code reads the
// private stack instead: an explicit instantiation may name private members (C++17, [temp.spec]/6).
// It does so only for versions of the API whose layout has been checked.
#if OPENTELEMETRY_VERSION_MAJOR == 1 && OPENTELEMETRY_VERSION_MINOR <= 28
constexpr bool kKnowsStacks = true;
const std::size_t& SizeOfStack(opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept;
std::size_t CapacityOfStack(opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept;
template <auto kStack, auto kSize, auto kCapacity>
struct StackByInstantiation {
  friend const std::size_t& SizeOfStack(
      opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept {
    return (stacks.*kStack)().*kSize;
  }
  friend std::size_t CapacityOfStack(
      opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept {
    return (stacks.*kStack)().*kCapacity;
  }
};
template struct StackByInstantiation<
    &opentelemetry::context::ThreadLocalContextStorage::GetStack,
    &opentelemetry::context::ThreadLocalContextStorage::Stack::size_,
    &opentelemetry::context::ThreadLocalContextStorage::Stack::capacity_>;
#else
constexpr bool kKnowsStacks = false;
inline constexpr std::size_t kNoSize = 1;
inline const std::size_t& SizeOfStack(opentelemetry::context::ThreadLocalContextStorage&) noexcept {
  return kNoSize;  // never called
}
inline std::size_t CapacityOfStack(opentelemetry::context::ThreadLocalContextStorage&) noexcept {
  return 1;  // never called
}
#endif

}  // namespace detail

inline std::size_t CurrentContext::SizeOf(Stacks& stacks) noexcept {
  // There is one stack per thread, whichever storage of this class is asked. A thread that attaches
  // no context gets none here: making one takes the dynamic linker's lock, which another thread may
  // hold while it waits for this one.
  Size& own = OwnSize::Own();
  if (own.known == nullptr) {
    if (own.is_made == nullptr) own.is_made = detail::GuardOfStack();
    if (*own.is_made == 0) return 0;
    own.known = &detail::SizeOfStack(stacks);
  }
  return *own.known;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
