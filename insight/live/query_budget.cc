#include "dbspan/query_budget.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>

#include "core/interpose/errno_guard.h"
#include "core/process/process_life.h"
#include "insight/live/live_watcher.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

QueryBudget::QueryBudget(std::string_view name, std::size_t operations,
                         std::chrono::nanoseconds time) noexcept try {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (!use) return;
  detail::BeginWatching();
  scope_.Open(name, operations, time);
  if (!scope_) detail::EndWatching();
} catch (...) {  // no memory: nothing is counted
}

QueryBudget::~QueryBudget() {
  if (!scope_) return;
  const ErrnoGuard errno_guard;
  detail::EndWatching();
  const TelemetryUse use;
  if (use) {
    const auto span =
        opentelemetry::trace::GetSpan(opentelemetry::context::RuntimeContext::GetCurrent());
    detail::CloseScope(scope_, span.get());
  } else {
    scope_.Leave();
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
