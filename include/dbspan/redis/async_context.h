#pragma once

#include <memory>

#include "dbspan/hiredis_async.h"
#include "dbspan/redis/context.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records an asynchronous connection with `instrumenter` (`MakeInstrumenter`), for commands that
/// are submitted later; null restores the process-wide one. Call it on the thread that uses the
/// connection. It applies until hiredis frees the connection.
void UseInstrumenter(redisAsyncContext* context, std::shared_ptr<const Instrumenter> instrumenter);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
