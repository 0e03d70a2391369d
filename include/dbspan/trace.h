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

/// For the application's own code: spans around it, so that its database calls have a parent.
///
/// Spans are of kind INTERNAL and of the scope "dbspan.trace"; they go to the process-wide
/// provider. Safe from any thread; nothing here throws unless the traced code does.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// `{{"order.id", 7}, {"customer", name}}`; the values are copied by the call that takes them.
using SpanAttributes = std::initializer_list<
    std::pair<opentelemetry::nostd::string_view, opentelemetry::common::AttributeValue>>;

/// A span that is the current one of this thread while the object lives, and ends with it.
///
/// Left by an exception, it ends as failed, without saying how: `trace` does that. A stack object.
class ScopedSpan {
 public:
  explicit ScopedSpan(std::string_view name, SpanAttributes attributes = {}) noexcept;
  ScopedSpan(const ScopedSpan&) = delete;
  ScopedSpan& operator=(const ScopedSpan&) = delete;
  ~ScopedSpan();

  opentelemetry::trace::Span& span() const noexcept { return *span_; }
  /// Records the exception that is being handled: type, redacted message, status.
  void RecordException() noexcept;

 private:
  std::uint32_t generation_ = 0;  // of processes: in a child, the span is the parent's to end
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_;
  opentelemetry::trace::Scope scope_;
  int exceptions_;
  bool failed_ = false;
  detail::CountedScope queries_;  // open if operations are watched
};

/// Runs `call()` as a span and returns or throws exactly what it does. Exceptions are recorded.
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

template <class Call, class = std::enable_if_t<std::is_invocable_v<Call>>>
decltype(auto) trace(std::string_view name, Call&& call) {
  return trace(name, {}, std::forward<Call>(call));
}

/// Returns a callable that runs `callable` as a span, whatever its arguments.
template <class Callable>
auto traced(std::string name, Callable callable) {
  return [name = std::move(name),
          callable = std::move(callable)](auto&&... arguments) mutable -> decltype(auto) {
    return trace(name, {}, [&]() -> decltype(auto) {
      return std::invoke(callable, std::forward<decltype(arguments)>(arguments)...);
    });
  };
}

/// Adds to the current span; nothing if there is none.
void add_attribute(std::string_view key,
                   const opentelemetry::common::AttributeValue& value) noexcept;
void add_event(std::string_view name, SpanAttributes attributes = {}) noexcept;

/// An attempt failed and is made again: event `dbspan.retry` on the current span. `attempt` is the
/// number of the one that failed, from 1. A `reason` of one word is recorded as it is (a code, a
/// type); a longer one like the words of an error, because it may be some.
void record_retry(std::int64_t attempt, std::chrono::duration<double> delay,
                  std::string_view reason) noexcept;

/// Ids of the current span in hexadecimal, for log lines; empty if there is none.
std::string trace_id();
std::string span_id();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
