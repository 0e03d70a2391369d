#include "dbspan/mysql/instrumentation.h"
#include "core/process/never_destroyed.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

DefaultInstrumenter& MySql::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<DefaultInstrumenter> instrumenter{
      Client{"dbspan.mysql", "MYSQL", ClientBelow::kMySql}};
  return *instrumenter;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
