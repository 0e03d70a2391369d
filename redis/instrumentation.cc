#include "dbspan/redis/instrumentation.h"

#include "core/process/never_destroyed.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

DefaultInstrumenter& Redis::instrumenter() {
  // Never destroyed: contexts may be used while the process exits.
  static NeverDestroyed<DefaultInstrumenter> instrumenter{client()};
  return *instrumenter;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
