#pragma once

#include "dbspan/default_instrumenter.h"

namespace dbspan {

/// The MySQL and MariaDB client: `dbspan::configure<dbspan::MySql>(…)`; environment infix `MYSQL`.
struct MySql {
  static DefaultInstrumenter& instrumenter();
};

}  // namespace dbspan
