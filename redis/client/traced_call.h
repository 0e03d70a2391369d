#pragma once

#include "dbspan/version.h"
#include "redis/client/state.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Scope guard of a traced function: keeps commands and replies of a context in step, whoever else
/// uses the context.
///
/// If the context was used by others since the last traced function, or if a traced function failed
/// or was left by an exception, it is not known which command gets the next reply. Then pending
/// operations end without an outcome, and commands get none (`ContextState::in_doubt`), until the
/// context is seen at rest: everything written, a reply read since then, nothing left to read in
/// the reader or the socket.
class TracedCall {
 public:
  [[gnu::always_inline]] TracedCall(const NativeContext& context, ContextState& state) noexcept
      : context_(context), state_(state) {
    if (state.in_doubt || state.seal.IsBroken(context)) Resynchronize(context, state);
    state.seal.Open();
  }
  TracedCall(const TracedCall&) = delete;
  TracedCall& operator=(const TracedCall&) = delete;
  ~TracedCall() {
    if (!returned_) state_.in_doubt = true;
  }

  /// Call it when the client's functions have returned.
  [[gnu::always_inline]] void Returned() noexcept {
    returned_ = true;
    if (context_.err != 0) state_.in_doubt = true;  // replies may still arrive
    state_.seal.Set(context_);
  }

 private:
  static void Resynchronize(const NativeContext& context, ContextState& state) noexcept;

  const NativeContext& context_;
  ContextState& state_;
  bool returned_ = false;
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
