#include "dbspan/mysql/instrumentation.h"

#include "core/process/never_destroyed.h"
#include "dbspan/detail/default_instrumenter.h"
#include "mysql/client_id.h"
#include "mysql/system.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

detail::DefaultInstrumenter& MySql::instrumenter() {
  // Never destroyed: connections may be used while the process exits.
  static NeverDestroyed<detail::DefaultInstrumenter> instrumenter;
  return instrumenter.Get(Client{mysql::kTraits.scope, mysql::kTraits.environment, mysql::kCApi});
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

constexpr System kSystem{kTraits};
constexpr System kMariaDb{kMariaDbTraits};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
