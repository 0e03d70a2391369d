#pragma once

#include <optional>
#include <string_view>

#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/client/native.h"
#include "redis/reply_view.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Returns a reply as the rules read it.
ReplyView ViewOf(const NativeReply& reply) noexcept;

/// The same for what the client hands out, or nothing where it cannot be read: no reply, or one of
/// functions that users have installed.
std::optional<ReplyView> Readable(const NativeContext& context, const void* reply) noexcept;

/// Returns the outcome of a call that got no reply because of the connection or the protocol.
/// `error` and `words` are the context's `err` and `errstr`.
Outcome OutcomeOfContextError(int error, std::string_view words);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
