#include "dbspan/pg/instrumentation.h"

#include "core/process/never_destroyed.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/detail/pg/client_id.h"
#include "pg/system.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

detail::DefaultInstrumenter& Postgres::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<detail::DefaultInstrumenter> instrumenter;
  return instrumenter.Get(Client{pg::kTraits.scope, pg::kTraits.environment, detail::pg::kLibpq});
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

constexpr System kSystem{kTraits};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
