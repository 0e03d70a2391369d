#pragma once

#include <atomic>

#include "core/interpose/inside_client.h"

// Copies of dbspan in one process: linked into the program, into a plugin, and preloaded. A call
// that goes through several of them is recorded by the first.
namespace dbspan::interpose {

/// Tells whether this thread is inside a client by way of one copy, or is not to be recorded by it.
/// The number is a ClientId.
using IsInside = int (*)(int client);

/// Another copy. Never freed: any thread may look at it at any time.
struct OtherCopy {
  std::atomic<IsInside> is_inside{nullptr};  ///< Null when the copy is gone.
  OtherCopy* next = nullptr;
};

/// The other copies that are known; none in nearly every process.
inline std::atomic<OtherCopy*> other_copies{nullptr};

/// Makes this copy and the preloaded one, if there is one, known to each other. The first call
/// does. Safe from any thread.
void JoinCopies() noexcept;
/// What others get from this copy by `name`: "join/1" (a function that takes an IsInside and
/// returns this copy's), "leave/1" (forgets one), or null.
void* OfferToCopies(const char* name) noexcept;

/// Asks them.
[[gnu::cold, gnu::noinline]] bool AnyOtherCopyIsInside(ClientId client) noexcept;

/// Tells whether another copy is at the call that this thread makes.
inline bool OtherCopyIsInside(ClientId client) noexcept {
  const bool any = other_copies.load(std::memory_order_relaxed) != nullptr;
  return __builtin_expect(static_cast<long>(any), 0L) != 0 && AnyOtherCopyIsInside(client);
}

}  // namespace dbspan::interpose
