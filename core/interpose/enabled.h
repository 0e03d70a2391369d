#pragma once

#include <atomic>

#include "dbspan/default_instrumenter.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a client is switched on: `Enabled<Postgres>()`. Cheap: asked before anything else.
template <class ClientTag>
bool Enabled() noexcept {
  // No magic static: the first call may load the SDK, and a child that is forked meanwhile, or what
  // a library does while it is loaded, would wait for its guard for ever.
  static std::atomic<const Switches*> known{nullptr};
  const Switches* switches = known.load(std::memory_order_acquire);
  if (switches == nullptr) {
    switches = &ClientTag::instrumenter().SwitchesOrOff();
    known.store(switches, std::memory_order_release);
  }
  return switches->enabled();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
