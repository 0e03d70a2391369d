#pragma once

#include "dbspan/default_instrumenter.h"

namespace dbspan {

/// The Postgres client: `dbspan::configure<dbspan::Postgres>(…)`; environment infix `PG`.
struct Postgres {
  static DefaultInstrumenter& instrumenter();
};

}  // namespace dbspan
