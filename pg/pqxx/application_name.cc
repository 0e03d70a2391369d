#include "dbspan/detail/pg/current_trace_parent.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>

#include "core/sql/sql_comment.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/pg/instrumentation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

std::string CurrentTraceParent() {
  namespace trace = opentelemetry::trace;
  if (!Postgres::instrumenter().switches().enabled()) return {};
  const trace::SpanContext current =
      trace::GetSpan(opentelemetry::context::RuntimeContext::GetCurrent())->GetContext();
  return current.IsValid() && current.IsSampled() ? TraceParent(current) : std::string{};
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
