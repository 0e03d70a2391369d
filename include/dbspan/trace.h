#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/counted_scope.h"
#include "dbspan/propagation.h"
#include "dbspan/version.h"

/// Spans around the application's own code, so that its database calls have a parent.
///
/// They have kind INTERNAL and instrumentation scope "dbspan.trace", and go to the process-wide
/// provider. Safe from any thread. Nothing here throws, except for exceptions of the traced code.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Attributes, for example `{{"order.id", 7}, {"customer", name}}`. The called function copies the
/// values.
using SpanAttributes = std::initializer_list<
    std::pair<opentelemetry::nostd::string_view, opentelemetry::common::AttributeValue>>;

/// A span that is the current one of this thread during the lifetime of the object. The destructor
/// ends the span.
///
/// If an exception leaves the scope, the span gets status Error but no details; `trace` records
/// them. A stack object.
class ScopedSpan {
 public:
  explicit ScopedSpan(std::string_view name, SpanAttributes attributes = {}) noexcept;
  ScopedSpan(const ScopedSpan&) = delete;
  ScopedSpan& operator=(const ScopedSpan&) = delete;
  ~ScopedSpan();

  opentelemetry::trace::Span& span() const noexcept { return *span_; }
  /// Records the exception being handled: type, redacted message, status.
  void RecordException() noexcept;

 private:
  std::uint32_t generation_ = 0;  // forks so far: a child process must not end the parent's span
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_;
  opentelemetry::trace::Scope scope_;
  int exceptions_;
  bool failed_ = false;
  detail::CountedScope queries_;  // open if operations are watched (core/span/watcher.h)
};

/// Runs `call()` inside a span and returns or throws exactly what it does. Records exceptions.
template <class Call>
decltype(auto) trace(std::string_view name, SpanAttributes attributes, Call&& call) {
  ScopedSpan span{name, attributes};
  try {
    return std::forward<Call>(call)();
  } catch (...) {
    span.RecordException();
    throw;
  }
}

/// Like the function above, without attributes.
template <class Call, class = std::enable_if_t<std::is_invocable_v<Call>>>
decltype(auto) trace(std::string_view name, Call&& call) {
  return trace(name, {}, std::forward<Call>(call));
}

/// Returns a callable that runs `callable` with its arguments inside a span.
template <class Callable>
auto traced(std::string name, Callable callable) {
  return [name = std::move(name),
          callable = std::move(callable)](auto&&... arguments) mutable -> decltype(auto) {
    return trace(name, {}, [&]() -> decltype(auto) {
      return std::invoke(callable, std::forward<decltype(arguments)>(arguments)...);
    });
  };
}

/// Adds an attribute to the current span; does nothing if there is none.
void add_attribute(std::string_view key,
                   const opentelemetry::common::AttributeValue& value) noexcept;
/// Adds an event to the current span; does nothing if there is none.
void add_event(std::string_view name, SpanAttributes attributes = {}) noexcept;

/// Adds the event `dbspan.retry` to the current span: attempt number `attempt`, counted from 1,
/// failed with `reason`, and the next starts after `delay`. A `reason` of one word (a code, a type)
/// is recorded unchanged; a longer one may be an error message and is redacted.
void record_retry(std::int64_t attempt, std::chrono::duration<double> delay,
                  std::string_view reason) noexcept;

/// Returns the trace id of the current span in hexadecimal, for log lines; empty if there is no
/// span.
std::string trace_id();
/// Returns the id of the current span in hexadecimal; empty if there is none.
std::string span_id();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
