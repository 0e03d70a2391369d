#include "dbspan/pg/instrumentation.h"
#include "core/process/never_destroyed.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

DefaultInstrumenter& Postgres::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<DefaultInstrumenter> instrumenter{
      Client{"dbspan.pg", "PG", ClientBelow::kPostgres}};
  return *instrumenter;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
