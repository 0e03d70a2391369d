#pragma once

#include <hiredis/hiredis.h>

namespace dbspan::redis {

/// The reply in hiredis's own form, or null: users may install reply functions of their own.
const redisReply* Readable(const redisContext& context, const void* reply) noexcept;

}  // namespace dbspan::redis
