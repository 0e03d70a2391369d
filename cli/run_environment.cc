#include "cli/run_environment.h"

#include <cstdlib>
#include <random>

#include "view/attribute_text.h"

namespace dbspan::cli {
namespace {

bool IsSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string RandomHex(std::size_t words) {
  std::random_device random;
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    text += view::HexOf(static_cast<view::SpanId>(random()) << 32U | random() | 1U);
  }
  return text;
}

}  // namespace

std::string NewTraceparent() { return "00-" + RandomHex(2) + "-" + RandomHex(1) + "-01"; }

std::vector<Variable> TracedEnvironment(const std::string& log) {
  std::vector<Variable> variables;
  const auto set_default = [&variables](const char* name, const std::string& value) {
    if (!IsSet(name)) variables.emplace_back(name, value);
  };
  set_default("OTEL_TRACES_EXPORTER", "otlp");
  set_default("OTEL_METRICS_EXPORTER", "none");
  set_default("OTEL_LOGS_EXPORTER", "none");
  // So that little is lost if the program is killed.
  set_default("OTEL_BSP_SCHEDULE_DELAY", "500");
  set_default("TRACEPARENT", NewTraceparent());
  if (!log.empty()) set_default("DBSPAN_LOG", log);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    if (!IsSet(name)) continue;
    // A proxy would not lead to this machine's loopback.
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
