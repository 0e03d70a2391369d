#pragma once

#include "dbspan/default_instrumenter.h"

namespace dbspan {

/// The Redis client: `dbspan::configure<dbspan::Redis>(…)`; environment infix `REDIS`.
struct Redis {
  static Client client() noexcept { return {"dbspan.redis", "REDIS"}; }
  static DefaultInstrumenter& instrumenter();
};

}  // namespace dbspan
