#pragma once

#include "dbspan/default_instrumenter.h"

namespace dbspan {

/// Tells whether a client is switched on: `Enabled<Postgres>()`. Cheap: asked before anything else.
template <class ClientTag>
bool Enabled() noexcept {
  static const Switches& switches = ClientTag::instrumenter().SwitchesOrOff();
  return switches.enabled();
}

}  // namespace dbspan
