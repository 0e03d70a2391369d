#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/span_metadata.h>

#include <utility>

#include "core/interpose/errno_guard.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes the operation's span the current one of this thread during its lifetime, if
/// `Options::current_spans` is set.
///
/// Unlike ActiveOperation it does not suppress nested operations: for C clients, the caller's
/// address distinguishes calls that the client makes itself from those of the application's
/// callbacks.
class CurrentSpan {
 public:
  CurrentSpan(const detail::OperationSpan& operation, const Options& options) noexcept {
    if (options.current_spans && operation.recording()) Attach(operation);
  }

 private:
  void Attach(const detail::OperationSpan& operation) noexcept {
    const ErrnoGuard errno_guard;
    using opentelemetry::context::RuntimeContext;
    auto current = RuntimeContext::GetCurrent();
    token_ =
        RuntimeContext::Attach(current.SetValue(opentelemetry::trace::kSpanKey, operation.span()));
  }

  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

/// Runs an action if a call of a client does not return because its thread is cancelled.
template <class Action>
class OnUnwind {
 public:
  explicit OnUnwind(Action action) : action_(std::move(action)) {}
  ~OnUnwind() {
    if (!returned_) action_();
  }
  OnUnwind(const OnUnwind&) = delete;
  OnUnwind& operator=(const OnUnwind&) = delete;

  void Returned() noexcept { returned_ = true; }

 private:
  Action action_;
  bool returned_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
