#pragma once

#include <memory>

#include "dbspan/hiredis_async.h"
#include "dbspan/redis/context.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Records an asynchronous connection with an instrumenter of its own (`MakeInstrumenter`):
/// commands that are submitted from now on. Null: with the process-wide one again. To be called by
/// the thread that uses the connection; holds until hiredis frees it.
void UseInstrumenter(redisAsyncContext* context, std::shared_ptr<const Instrumenter> instrumenter);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
