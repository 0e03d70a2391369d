#pragma once

#include <atomic>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Caches the switches of a client after the first call.
template <class ClientTag>
struct KnownSwitches {
  // Not a function-local static: the first call may load the SDK. A child forked meanwhile, or code
  // that a library runs while it is loaded, would wait for the guard forever.
  inline static std::atomic<const Switches*> known{nullptr};

  [[gnu::cold, gnu::noinline]] static const Switches* Find() noexcept {
    const Switches* const switches = &ClientTag::instrumenter().SwitchesOrOff();
    known.store(switches, std::memory_order_release);
    return switches;
  }
};

/// Tells whether a client is switched on: `Enabled<Postgres>()`. Cheap enough to be the first check
/// of every wrapper.
template <class ClientTag>
bool Enabled() noexcept {
  const Switches* switches = KnownSwitches<ClientTag>::known.load(std::memory_order_acquire);
  if (__builtin_expect(static_cast<long>(switches == nullptr), 0L) != 0) {
    switches = KnownSwitches<ClientTag>::Find();
  }
  return switches->enabled();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
