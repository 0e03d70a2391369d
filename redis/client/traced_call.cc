#include "redis/client/traced_call.h"

#include <poll.h>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

/// Returns whether no command waits for a reply, as far as this can be known without waiting.
bool IsAtRest(const NativeContext& context, const ContextState& state) noexcept {
  if (!Seal::IsRead(context)) return false;
  if (context.err != 0) return true;  // the client writes and receives nothing more
  if (state.unread || !Seal::IsWritten(context)) return false;
  pollfd socket{static_cast<int>(context.fd), POLLIN, 0};
  return poll(&socket, 1, 0) == 0;
}

}  // namespace

void TracedCall::Resynchronize(const NativeContext& context, ContextState& state) noexcept {
  const ErrnoGuard errno_guard;
  if (state.seal.IsBroken(context)) state.unread = !state.seal.IsReadSince(context);
  const bool pending = !state.pipeline.idle();
  state.pipeline.FailAll({});
  state.conversation.LoseReplies();
  state.in_doubt = !IsAtRest(context, state);
  if (!state.in_doubt) state.stream.Restart();
  if (!pending && !state.in_doubt) return;
  LogOnce("replies",
          "commands of " DBSPAN_CLIENT_TITLE
          " were sent, or replies read, by functions that dbspan does not trace, so the commands "
          "that waited for replies at that time have no result; use traced functions for all "
          "commands and replies of a context");
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
