#pragma once

#include <atomic>

#include "core/interpose/inside_client.h"
#include "dbspan/version.h"

// Several copies of dbspan can be in one process: linked into the program, linked into a plugin,
// and preloaded. If a call passes through several copies, only the first that can record it does: a
// copy that has never had a provider or sink leaves its calls to the others.
namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns nonzero if this thread is inside `client` (a ClientId) through the given copy, or if
/// that copy suppresses recording.
using IsInside = int (*)(int client);

/// Another copy of dbspan. Never freed, because any thread may read it at any time.
struct OtherCopy {
  std::atomic<IsInside> is_inside{nullptr};  ///< Null once the copy has been unloaded.
  OtherCopy* next = nullptr;
};

/// The list of other copies; empty in nearly every process.
inline std::atomic<OtherCopy*> other_copies{nullptr};
inline bool HasOtherCopies() noexcept {
  return other_copies.load(std::memory_order_relaxed) != nullptr;
}

/// Registers this copy and the preloaded one, if there is one, with each other. Only the first call
/// has an effect. Safe from any thread.
void JoinCopies() noexcept;
/// Returns what this copy offers other copies under `name`: "join/1" is a function that adds the
/// IsInside of another copy and returns ours; "leave/1" removes one; "records/1" is not null if
/// this copy records without a provider of the program. Null for other names.
void* OfferToCopies(const char* name) noexcept;

/// Makes the other copies leave the calls that reach this one to it. Called when this copy has a
/// provider or sink to record with; from then on its calls are its own, even if that provider is
/// removed.
void ClaimCalls() noexcept;
/// Tells whether another copy was asked to handle a call that this copy has not claimed. Such a
/// copy records the call, or reports why it does not.
bool AnotherCopyTakesCalls() noexcept;
/// Tells whether a preloaded copy records without a provider of the program.
bool PreloadedCopyRecords() noexcept;

/// Calls `is_inside` of all other copies. Slow path of OtherCopyIsInside.
[[gnu::cold, gnu::noinline]] bool AnyOtherCopyIsInside(detail::ClientId client) noexcept;

/// Tells whether another copy is already handling the call that this thread makes.
inline bool OtherCopyIsInside(detail::ClientId client) noexcept {
  const bool any = other_copies.load(std::memory_order_relaxed) != nullptr;
  return __builtin_expect(static_cast<long>(any), 0L) != 0 && AnyOtherCopyIsInside(client);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
