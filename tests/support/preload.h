#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/http_sink.h"

namespace dbspan::test {

/// Returns the beginning of a shell command, to be followed by a program. The program runs with
/// these libraries preloaded, exports to `sink`, and has dbspan's log on standard error.
inline std::string Preloaded(const HttpSink& sink, const std::string& libraries) {
  return "env DBSPAN_LOG=stderr OTEL_EXPORTER_OTLP_PROTOCOL=http/json "
         "OTEL_EXPORTER_OTLP_ENDPOINT=" +
         sink.url() + " LD_PRELOAD=" + libraries + " ";
}

/// Returns the spans that were exported to `sink` so far, as JSON.
inline std::vector<nlohmann::json> ExportedSpans(const HttpSink& sink) {
  std::vector<nlohmann::json> spans;
  for (const HttpRequest& request : sink.Posted("/v1/traces")) {
    const auto body = nlohmann::json::parse(request.body);
    for (const auto& resource : body["resourceSpans"]) {
      for (const auto& scope : resource["scopeSpans"]) {
        spans.insert(spans.end(), scope["spans"].begin(), scope["spans"].end());
      }
    }
  }
  return spans;
}

/// Returns the names of the spans that were exported to `sink` so far.
inline std::vector<std::string> ExportedNames(const HttpSink& sink) {
  std::vector<std::string> names;
  for (const auto& span : ExportedSpans(sink)) names.push_back(span["name"]);
  return names;
}

}  // namespace dbspan::test
