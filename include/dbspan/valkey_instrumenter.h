#pragma once

#include <memory>

#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/valkey_async.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records a connection of libvalkey with another instrumenter (`MakeInstrumenter`), whichever
/// function connected it; null: with the process-wide one again. Call it right after connecting:
/// commands that wait for replies end without an outcome. Does nothing for a context that dbspan
/// did not connect.
void UseInstrumenter(valkeyContext* context, std::shared_ptr<const Instrumenter> instrumenter);

/// Records the commands that are submitted from now on to an asynchronous connection with another
/// instrumenter, until libvalkey frees the connection. Call it in the thread that uses the
/// connection.
void UseInstrumenter(valkeyAsyncContext* context, std::shared_ptr<const Instrumenter> instrumenter);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
