#pragma once

#include <optional>
#include <string_view>

#include "core/span/sink.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "redis/client/native.h"
#include "redis/known_commands.h"
#include "redis/reply_view.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Converts a reply of the client.
ReplyView ViewOf(const NativeReply& reply) noexcept;

/// Converts a reply that the client returned. Empty if there is no reply, or if the user's own
/// functions created it, so that its layout is not known.
std::optional<ReplyView> Readable(const NativeContext& context, const void* reply) noexcept;

/// Reads what is measured of a reply to a known command. Returns false if the reply is not
/// readable, an error, or not the command's: then the operation cannot end like one that is only
/// measured.
bool ReadCounts(const NativeContext& context, const void* reply, const KnownCommands::Known& known,
                const ShortHead& head, Sink::Counts& counts) noexcept;

/// Returns the outcome of a call that got no reply because of an error of the connection or the
/// protocol. `error` and `words` are the context's `err` and `errstr`.
Outcome OutcomeOfContextError(int error, std::string_view words);

/// Returns the outcome of a call that got no reply because of the error of `context`.
Outcome OutcomeOfError(const NativeContext& context);

/// The same for a subscription that waits for the server's answer. The client keeps an error reply
/// to it as the error of `context`.
Outcome OutcomeOfRefusal(const NativeContext& context);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
