#pragma once

#include <memory>

#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/valkey_async.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records a connection of libvalkey with an instrumenter of its own (`MakeInstrumenter`),
/// whichever function made it; null: with the process-wide one again. To be called right after
/// connecting: commands that wait for replies end without an outcome. Does nothing for a context
/// that dbspan did not connect.
void UseInstrumenter(valkeyContext* context, std::shared_ptr<const Instrumenter> instrumenter);

/// The same for an asynchronous connection: commands that are submitted from now on. To be called
/// by the thread that uses the connection; holds until libvalkey frees it.
void UseInstrumenter(valkeyAsyncContext* context, std::shared_ptr<const Instrumenter> instrumenter);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
