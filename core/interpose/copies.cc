#include "core/interpose/copies.h"

#include <dlfcn.h>

#include <atomic>
#include <cstddef>
#include <cstring>

#include "core/interpose/dlerror_guard.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/loaded_object.h"
#include "core/interpose/meeting_symbols.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/suppression.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Join = IsInside (*)(IsInside is_inside);

std::atomic<bool> claims_calls{false};
std::atomic<bool> leaves_calls{false};  // another copy has asked before this one claimed its calls

/// Returns 1 if this copy handles the call that the thread makes: the thread is inside the client
/// or inside a recorded library that calls it, or recording is suppressed. Returns 0 as long as
/// this copy has nothing to record with.
int IsInsideThisCopy(int client) {
  if (SuppressInstrumentation::Active()) return 1;
  if (client < 0 || static_cast<std::size_t>(client) >= detail::kMostClients)
    return 0;  // a client of a later version
  if (!claims_calls.load(std::memory_order_relaxed)) {
    leaves_calls.store(true, std::memory_order_relaxed);
    return 0;
  }
  const auto id = static_cast<detail::ClientId>(client);
  return InsideSomeClient::Active(id) || detail::ClientAbove::Active(id) ? 1 : 0;
}

void Add(IsInside is_inside) {
  auto* copy = new OtherCopy;
  copy->is_inside.store(is_inside);
  copy->next = other_copies.load();
  while (!other_copies.compare_exchange_weak(copy->next, copy)) {
  }
}

IsInside JoinThisCopy(IsInside is_inside) {
  Add(is_inside);
  return &IsInsideThisCopy;
}

IsInside LeaveThisCopy(IsInside is_inside) {
  for (OtherCopy* copy = other_copies.load(); copy != nullptr; copy = copy->next) {
    IsInside expected = is_inside;
    copy->is_inside.compare_exchange_strong(expected, nullptr);
  }
  return nullptr;
}

/// Returns what a preloaded copy, other than this one, offers under a name.
void* AskPreloaded(const char* name) noexcept {
  const DlerrorGuard dlerror_guard;
  const auto handshake =
      reinterpret_cast<void* (*)(const char*)>(dlsym(RTLD_DEFAULT, "dbspan_handshake"));
  if (handshake == nullptr) return nullptr;
  if (OwnObject().Contains(reinterpret_cast<const void*>(handshake))) return nullptr;
  return handshake(name);
}

Join AskToJoin(const char* name) noexcept { return reinterpret_cast<Join>(AskPreloaded(name)); }

// Unregisters this copy when it is unloaded with its plugin. A copy in the program stays loaded and
// is not unregistered.
struct Leaving {
  ~Leaving() {
    if (StaysLoaded(OwnObject())) return;
    if (const Join leave = AskToJoin("leave/1")) leave(&IsInsideThisCopy);
  }
};

void JoinPreloaded() {
  static const Leaving leaving;
  if (const Join join = AskToJoin("join/1")) Add(join(&IsInsideThisCopy));
}

}  // namespace

void JoinCopies() noexcept try {
  const ErrnoGuard errno_guard;
  // A flag and not the initializer of a static, whose guard would be held while waiting for the
  // dynamic linker's lock. Joining twice is harmless.
  static std::atomic<bool> joined{false};
  if (joined.load(std::memory_order_acquire)) return;
  JoinPreloaded();
  joined.store(true, std::memory_order_release);
} catch (...) {  // no memory: a call through both copies is recorded twice
}

void ClaimCalls() noexcept { claims_calls.store(true, std::memory_order_relaxed); }

bool AnotherCopyTakesCalls() noexcept { return leaves_calls.load(std::memory_order_relaxed); }

bool PreloadedCopyRecords() noexcept {
  const ErrnoGuard errno_guard;
  return AskPreloaded("records/1") != nullptr;
}

bool AnyOtherCopyIsInside(detail::ClientId client) noexcept {
  const OtherCopy* copy = other_copies.load(std::memory_order_acquire);
  for (; copy != nullptr; copy = copy->next) {
    const IsInside is_inside = copy->is_inside.load(std::memory_order_acquire);
    if (is_inside != nullptr && is_inside(static_cast<int>(client)) != 0) return true;
  }
  return false;
}

void* OfferToCopies(const char* name) noexcept {
  if (std::strcmp(name, "join/1") == 0) return reinterpret_cast<void*>(&JoinThisCopy);
  if (std::strcmp(name, "leave/1") == 0) return reinterpret_cast<void*>(&LeaveThisCopy);
  if (std::strcmp(name, "records/1") == 0) return reinterpret_cast<void*>(dbspan_record_preloaded);
  return nullptr;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
