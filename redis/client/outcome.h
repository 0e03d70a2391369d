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

/// Converts a reply of the client.
ReplyView ViewOf(const NativeReply& reply) noexcept;

/// Converts a reply that the client returned. Empty if there is no reply, or if the user's own
/// functions created it, so that its layout is not known.
std::optional<ReplyView> Readable(const NativeContext& context, const void* reply) noexcept;

/// Returns the outcome of a call that got no reply because of an error of the connection or the
/// protocol. `error` and `words` are the context's `err` and `errstr`.
Outcome OutcomeOfContextError(int error, std::string_view words);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
