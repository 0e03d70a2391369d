#include "view/process_facts.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace dbspan::view {
namespace {

constexpr std::uint8_t kInternal = 1;
constexpr std::uint8_t kError = 2;

std::string ValueOf(const ReceivedSpan& span, std::string_view key) {
  for (const auto& [name, value] : span.attributes) {
    if (name == key) return value;
  }
  return {};
}

std::int64_t NumberOf(const ReceivedSpan& span, std::string_view key, std::int64_t otherwise) {
  const std::string text = ValueOf(span, key);
  return text.empty() ? otherwise : std::strtoll(text.c_str(), nullptr, 10);
}

}  // namespace

bool IsProcessSpan(const ReceivedSpan& span) {
  return span.scope == kProcessScope && !ValueOf(span, "process.pid").empty();
}

ProcessFacts FactsOfSpan(const ReceivedSpan& span) {
  ProcessFacts facts;
  facts.pid = NumberOf(span, "process.pid", 0);
  facts.parent = NumberOf(span, "process.parent_pid", 0);
  facts.name = ValueOf(span, "process.executable.name");
  facts.exit_code = static_cast<int>(NumberOf(span, "process.exit.code", -1));
  facts.signal = static_cast<int>(NumberOf(span, "dbspan.process.signal", 0));
  facts.traced = ValueOf(span, "dbspan.process.traced") != "false";
  facts.outcome = span.message;
  if (facts.outcome.empty() && facts.exit_code >= 0) {
    facts.outcome = "exit " + std::to_string(facts.exit_code);
  }
  facts.started = span.start;
  facts.duration = span.unfinished ? -1 : std::max<std::int64_t>(span.end - span.start, 0);
  facts.trace = span.trace_id;
  facts.span = span.id;
  facts.parent_span = span.parent_id;
  return facts;
}

ReceivedSpan SpanOfFacts(const ProcessFacts& facts) {
  ReceivedSpan span;
  span.trace_id = facts.trace;
  span.id = facts.span;
  span.parent_id = facts.parent_span;
  span.name = facts.name;
  span.kind = kInternal;
  span.scope = kProcessScope;
  span.start = facts.started;
  span.unfinished = facts.duration < 0;
  span.end = span.unfinished ? 0 : facts.started + facts.duration;
  span.attributes = {{"process.pid", std::to_string(facts.pid)}};
  const auto add = [&span](const char* key, std::string value) {
    span.attributes.emplace_back(key, std::move(value));
  };
  if (facts.parent != 0) add("process.parent_pid", std::to_string(facts.parent));
  add("process.executable.name", facts.name);
  if (facts.exit_code >= 0) add("process.exit.code", std::to_string(facts.exit_code));
  if (facts.signal > 0) add("dbspan.process.signal", std::to_string(facts.signal));
  if (!facts.traced) add("dbspan.process.traced", "false");
  if (facts.exit_code > 0 || facts.signal > 0) {
    span.status = kError;
    span.message = facts.outcome;
    add("error.type", facts.signal > 0 ? "signal" : std::to_string(facts.exit_code));
  }
  return span;
}

}  // namespace dbspan::view
