#pragma once

#include <hiredis/hiredis.h>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The reply in hiredis's own form, or null: users may install reply functions of their own.
const redisReply* Readable(const redisContext& context, const void* reply) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
