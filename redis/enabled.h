#pragma once

#include "dbspan/redis/instrumentation.h"

namespace dbspan::redis {

/// Tells whether the client is switched on. Cheap: asked before a command is even formatted.
inline bool Enabled() noexcept {
  static const Switches* const switches = &Redis::instrumenter().switches();
  return switches->enabled();
}

}  // namespace dbspan::redis
