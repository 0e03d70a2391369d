#pragma once

#include <hiredis/hiredis.h>

#include <chrono>

namespace dbspan::redis {

/// Records an attempt to connect that is over, with `Options::connect_spans` only.
void RecordConnect(const redisContext& context,
                   std::chrono::steady_clock::time_point since) noexcept;

}  // namespace dbspan::redis
