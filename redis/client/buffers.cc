// The functions that write commands and read replies in a program that runs its own event loop.
#include "core/interpose/client_behind.h"
#include "core/interpose/errno_guard.h"
#include "redis/client/functions.h"
#include "redis/client/pipelined.h"
#include "redis/client/traced_call.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

/// Handles the result of a read or write. Returns `status`.
int FollowBytes(const NativeContext* context, ContextState& state, int status) noexcept {
  const ErrnoGuard errno_guard;
  if (status != kOk) FailAll(state, *context);
  return status;
}

}  // namespace

DBSPAN_CLIENT_FUNCTION(int, BufferRead, (NativeContext * context), (context)) {
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::BufferRead(context);
  TracedCall call{*context, *state};
  const int status = real::BufferRead(context);
  call.Returned();
  return FollowBytes(context, *state, status);
}

DBSPAN_CLIENT_FUNCTION(int, BufferWrite, (NativeContext * context, int* done), (context, done)) {
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::BufferWrite(context, done);
  TracedCall call{*context, *state};
  if (state->in_doubt && !Seal::IsWritten(*context)) state->unread = true;
  state->pipeline.Flush(*state->instrumenter);
  const int status = real::BufferWrite(context, done);
  call.Returned();
  return FollowBytes(context, *state, status);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
