#include "dbspan/pg/instrumentation.h"

namespace dbspan {

DefaultInstrumenter& Postgres::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static auto& instrumenter = *new DefaultInstrumenter{Client{"dbspan.pg", "PG"}};
  return instrumenter;
}

}  // namespace dbspan
