#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/version.h>

#include <atomic>
#include <cstddef>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The context of the calling thread. RuntimeContext::GetCurrent counts references to the storage,
/// twice for each call; here it is asked by its address. Safe from any thread.
class CurrentContext {
 public:
  static opentelemetry::context::Context Get() noexcept {
    auto* const storage = storage_.load(std::memory_order_acquire);
    return storage != nullptr ? storage->GetCurrent()
                              : opentelemetry::context::RuntimeContext::GetCurrent();
  }
  /// Tells whether the thread has no context.
  static bool IsEmpty() noexcept {
    auto* const stacks = stacks_.load(std::memory_order_acquire);
    return stacks != nullptr ? SizeOf(*stacks) == 0 : IsCopyEmpty();
  }
  /// Looks which storage the process has now. An application may bring its own, but only before it
  /// starts its first span; to be called now and then until then.
  static void LookForStorage() noexcept;

 private:
  using Stacks = opentelemetry::context::ThreadLocalContextStorage;

  /// How many contexts this thread has attached.
  static std::size_t SizeOf(Stacks& stacks) noexcept;
  static bool IsCopyEmpty() noexcept;
  /// Tells whether a storage is the API's own, with the code that we were compiled with: that of
  /// another shared object may have stacks of its own.
  static bool HasOurCode(const opentelemetry::context::RuntimeContextStorage& storage) noexcept;

  // Kept alive for good by LookForStorage.
  inline static std::atomic<opentelemetry::context::RuntimeContextStorage*> storage_{nullptr};
  inline static std::atomic<Stacks*> stacks_{nullptr};  // the same, if SizeOf knows it
};

namespace detail {

// The API tells only by a copy of the context. An explicit instantiation may name what is private
// (C++17, [temp.spec]/6); of a version that nobody has looked into, nothing is named.
#if OPENTELEMETRY_VERSION_MAJOR == 1 && OPENTELEMETRY_VERSION_MINOR <= 28
constexpr bool kKnowsStacks = true;
std::size_t SizeOfStack(opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept;
template <auto kStack, auto kSize>
struct StackByInstantiation {
  friend std::size_t SizeOfStack(
      opentelemetry::context::ThreadLocalContextStorage& stacks) noexcept {
    return (stacks.*kStack)().*kSize;
  }
};
template struct StackByInstantiation<
    &opentelemetry::context::ThreadLocalContextStorage::GetStack,
    &opentelemetry::context::ThreadLocalContextStorage::Stack::size_>;
#else
constexpr bool kKnowsStacks = false;
inline std::size_t SizeOfStack(opentelemetry::context::ThreadLocalContextStorage&) noexcept {
  return 1;  // of nobody
}
#endif

}  // namespace detail

inline std::size_t CurrentContext::SizeOf(Stacks& stacks) noexcept {
  return detail::SizeOfStack(stacks);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
