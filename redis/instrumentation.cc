#include "dbspan/redis/instrumentation.h"

#include <memory>

#include "core/process/never_destroyed.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "redis/system.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

Client Redis::client() noexcept { return {redis::kTraits.scope, redis::kTraits.environment}; }

detail::DefaultInstrumenter& Redis::instrumenter() {
  // Never destroyed, because contexts may be used while the process exits.
  static NeverDestroyed<detail::DefaultInstrumenter> instrumenter;
  return instrumenter.Get(client());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

constexpr System kSystem{kTraits};

std::shared_ptr<const Instrumenter> MakeInstrumenter(const Options& options) {
  return std::make_shared<const Instrumenter>(Redis::client(), options);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
