#include "cli/run_environment.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>

#include "recorder/export/trace_parent.h"
#include "view/attribute_text.h"

namespace dbspan::cli {
namespace {

bool IsSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

view::ProcessFacts NewProcessSpan() {
  view::ProcessFacts facts;
  std::random_device random;
  for (std::uint8_t& byte : facts.trace) byte = static_cast<std::uint8_t>(random());
  facts.trace[0] |= 1U;  // never all zeroes
  facts.span = NewSpanId();
  const char* const given = std::getenv("TRACEPARENT");
  const auto above = recorder::DecodeTraceparent(given == nullptr ? "" : given);
  if (!above) return facts;
  std::copy_n(above->trace_id().Id().data(), facts.trace.size(), facts.trace.begin());
  for (const std::uint8_t byte : above->span_id().Id()) {
    facts.parent_span = facts.parent_span << 8U | byte;
  }
  return facts;
}

view::SpanId NewSpanId() {
  std::random_device random;
  return static_cast<view::SpanId>(random()) << 32U | random() | 1U;
}

std::string TraceparentOf(const view::ProcessFacts& process) {
  return "00-" + view::HexOf(process.trace) + "-" + view::HexOf(process.span) + "-01";
}

std::vector<Variable> TracedEnvironment(const view::ProcessFacts& process, const std::string& log) {
  // Leave a TRACEPARENT that is not a valid parent alone: the program may use it differently.
  const bool replaces = !IsSet("TRACEPARENT") || process.parent_span != 0;
  std::vector<Variable> variables;
  if (replaces) variables.emplace_back("TRACEPARENT", TraceparentOf(process));
  const auto set_default = [&variables](const char* name, const std::string& value) {
    if (!IsSet(name)) variables.emplace_back(name, value);
  };
  set_default("OTEL_TRACES_EXPORTER", "otlp");
  set_default("OTEL_METRICS_EXPORTER", "none");
  set_default("OTEL_LOGS_EXPORTER", "none");
  // Without spans for BEGIN and COMMIT, the report could not group operations by transaction
  // (view/bursts.h) or show the time of the commits.
  set_default("DBSPAN_TRANSACTION_SPANS", "true");
  // A short delay, so that little is lost if the program is killed.
  set_default("OTEL_BSP_SCHEDULE_DELAY", "500");
  set_default("DBSPAN_CALL_SITES", "true");
  set_default("DBSPAN_LOG", log);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (!IsSet(name)) continue;
    // A proxy could not reach the receiver on the loopback of this machine.
    for (const char* exception : {"no_proxy", "NO_PROXY"}) {
      const char* before = std::getenv(exception);
      const std::string list = before == nullptr ? "" : before;
      variables.emplace_back(exception, list.empty() ? "127.0.0.1" : list + ",127.0.0.1");
    }
    break;
  }
  return variables;
}

}  // namespace dbspan::cli
