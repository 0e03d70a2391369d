#include "dbspan/mysql/instrumentation.h"

namespace dbspan {

DefaultInstrumenter& MySql::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static auto& instrumenter = *new DefaultInstrumenter{Client{"dbspan.mysql", "MYSQL"}};
  return instrumenter;
}

}  // namespace dbspan
