#include "tests/mysql/connector_spans/connector.h"

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/tracer.h>

#include <optional>
#include <string>

#ifdef ON_SHARED_CLIENT
#include <mysql.h>
#define EXECUTE ExecuteOnSharedClient
#else
#define EXECUTE ExecuteWithClientInside
#endif

namespace sql::mysql::telemetry {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

nostd::shared_ptr<trace::Span> mk_span(std::string name, std::optional<trace::SpanContext> link) {
  const auto tracer = trace::Provider::GetTracerProvider()->GetTracer("MySQL Connector/C++");
  return link ? tracer->StartSpan(name, {}, {{*link, {}}}) : tracer->StartSpan(name);
}

}  // namespace sql::mysql::telemetry

#ifdef ON_SHARED_CLIENT
const void* volatile refers_to = nullptr;
#endif

/// For a copy that is loaded as a plugin.
extern "C" void execute_once() { EXECUTE(); }

std::string EXECUTE() {
#ifdef ON_SHARED_CLIENT
  refers_to = reinterpret_cast<const void*>(&mysql_real_connect);
#endif
  namespace telemetry = sql::mysql::telemetry;
  const auto connection = telemetry::mk_span("connection", {});
  const auto span = telemetry::mk_span("SQL statement", connection->GetContext());
  char id[2 * telemetry::trace::SpanId::kSize];
  span->GetContext().span_id().ToLowerBase16(id);
  span->SetAttribute("db.user", "nobody");
  span->End();
  connection->End();
  return {id, sizeof(id)};
}
