#include "view/json_spans.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "view/attribute_text.h"
#include "view/process_index.h"

namespace dbspan::view {
namespace {

constexpr std::size_t kSpansInLine = 500;

std::string Quoted(std::int64_t number) { return "\"" + std::to_string(number) + "\""; }

// The store keeps all attribute values as texts. Returns true for an attribute to write as a
// number, because the semantic conventions define it as one.
bool IsInteger(std::string_view key, std::string_view value) {
  if (value.empty() || value.size() > 18) return false;
  const bool digits = std::all_of(value.begin() + (value[0] == '-' ? 1 : 0), value.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  const bool number =
      key == "server.port" || key == "network.peer.port" || key == "db.operation.batch.size" ||
      key == "process.pid" || key == "cache.item_count" || key == "thread.id" ||
      key == "code.line.number" || key == "dbspan.warnings" || key == "process.parent_pid" ||
      key == "process.exit.code" || key == "dbspan.process.signal";
  return number && digits && value != "-";
}

void AddText(std::string& json, std::string_view key, std::string_view value) {
  if (json.back() != '[') json += ',';
  json += "{\"key\":" + JsonText(key) + ",\"value\":{";
  if (IsInteger(key, value)) {
    json += "\"intValue\":\"" + std::string{value} + "\"}}";
  } else {
    json += "\"stringValue\":" + JsonText(value) + "}}";
  }
}

void AddNumber(std::string& json, std::string_view key, std::int64_t value) {
  if (value < 0) return;
  if (json.back() != '[') json += ',';
  json += "{\"key\":" + JsonText(key) + ",\"value\":{\"intValue\":" + Quoted(value) + "}}";
}

void AddSet(std::string& json, const Store& store, std::uint32_t set) {
  for (const auto& [key, value] : store.attribute_sets()[set]) {
    AddText(json, store.strings()[key], store.strings()[value]);
  }
}

void AddEvent(std::string& json, const std::string& name, std::int64_t time,
              const std::string& attributes) {
  if (json.back() != '[') json += ',';
  json += "{\"timeUnixNano\":" + Quoted(time) + ",\"name\":" + name +
          ",\"attributes\":" + attributes + "}";
}

void AddLookups(std::string& json, const char* name, std::int64_t time, std::int64_t items) {
  if (items <= 0) return;
  std::string attributes = "[";
  AddNumber(attributes, "cache.item_count", items);
  AddEvent(json, name, time, attributes + "]");
}

std::string EventsOf(const Store& store, const StoredSpan& span) {
  std::string json = "[";
  for (std::uint32_t i = 0; i < span.events; ++i) {
    const StoredEvent& event = store.events()[span.first_event + i];
    std::string attributes = "[";
    AddSet(attributes, store, event.attributes);
    AddEvent(json, JsonText(store.strings()[event.name]), event.time, attributes + "]");
  }
  AddLookups(json, "\"cache.hit\"", span.end(), span.hits);
  AddLookups(json, "\"cache.miss\"", span.end(), span.misses);
  return json + "]";
}

struct Ids {
  TraceId trace{};
  SpanId parent = 0;
};

// Returns the trace and parent to write for a span: as received, or, if it had a process span as
// its parent, those of the span of its process, or else of the program.
Ids IdsOf(const Store& store, const StoredSpan& span, const ProcessIndex& processes,
          const ProcessFacts* program) {
  if (!span.below_process) return {store.traces()[span.trace], span.parent_id};
  const TraceId trace = store.ReceivedTraceOf(span);
  const ProcessFacts* above =
      processes.Find(store.processes()[span.process].pid, span.start, &trace);
  if (above == nullptr || above->span == 0) above = program;
  if (above == nullptr) return {trace, 0};
  return {above->trace, above->span};
}

std::string SpanJson(const Store& store, const StoredSpan& span, const Ids& ids) {
  const StringTable& strings = store.strings();
  std::string json =
      R"({"traceId":")" + HexOf(ids.trace) + R"(","spanId":")" + HexOf(span.id) + "\"";
  if (ids.parent != 0) json += R"(,"parentSpanId":")" + HexOf(ids.parent) + "\"";
  json += ",\"name\":" + JsonText(strings[span.name]) + ",\"kind\":" + std::to_string(span.kind) +
          ",\"startTimeUnixNano\":" + Quoted(span.start);
  if (span.duration >= 0) json += ",\"endTimeUnixNano\":" + Quoted(span.end());
  json += ",\"attributes\":[";
  AddSet(json, store, span.attributes);
  if (span.text != 0) AddText(json, "db.query.text", strings[span.text]);
  if (span.is_operation() && span.error != 0) AddText(json, "error.type", strings[span.error]);
  AddNumber(json, "db.response.returned_rows", span.rows);
  AddNumber(json, "dbspan.affected_rows", span.affected);
  json += "]";
  const std::string events = EventsOf(store, span);
  if (events != "[]") json += ",\"events\":" + events;
  json += ",\"status\":{";
  if (span.status != 0) json += "\"code\":" + std::to_string(span.status);
  if (span.message != 0) {
    json +=
        std::string{span.status != 0 ? "," : ""} + "\"message\":" + JsonText(strings[span.message]);
  }
  return json + "}}";
}

std::string ResourceJson(const Store& store, const Process& process) {
  std::string json = "{\"attributes\":[";
  AddSet(json, store, process.attributes);
  return json + "]}";
}

// Returns the line with the span of a process.
std::string ProcessLine(const ProcessFacts& facts) {
  const ReceivedSpan span = SpanOfFacts(facts);
  std::string resource = "[";
  std::string attributes = "[";
  AddText(resource, "service.name", facts.name);
  AddText(resource, "process.pid", std::to_string(facts.pid));
  for (const auto& [key, value] : span.attributes) AddText(attributes, key, value);
  std::string json =
      R"({"traceId":")" + HexOf(span.trace_id) + R"(","spanId":")" + HexOf(span.id) + "\"";
  if (span.parent_id != 0) json += R"(,"parentSpanId":")" + HexOf(span.parent_id) + "\"";
  json += ",\"name\":" + JsonText(span.name) + ",\"kind\":" + std::to_string(span.kind) +
          ",\"startTimeUnixNano\":" + Quoted(span.start);
  if (!span.unfinished) json += ",\"endTimeUnixNano\":" + Quoted(span.end);
  json += ",\"attributes\":" + attributes + "],\"status\":{";
  if (span.status != 0) json += R"("code":2,"message":)" + JsonText(span.message);
  return "{\"resourceSpans\":[{\"resource\":{\"attributes\":" + resource +
         "]},\"scopeSpans\":[{\"scope\":{\"name\":" + JsonText(kProcessScope) + "},\"spans\":[" +
         json + "}}]}]}]}\n";
}

}  // namespace

void WriteJsonSpans(const Store& store, const std::vector<ProcessFacts>& processes,
                    const Writer& write) {
  for (const ProcessFacts& process : processes) {
    if (process.span != 0) write(ProcessLine(process));
  }
  const ProcessIndex index{processes};
  const auto program = std::find_if(processes.begin(), processes.end(),
                                    [](const ProcessFacts& process) { return process.span != 0; });
  const auto& spans = store.spans();
  std::vector<std::uint32_t> order(spans.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&spans](std::uint32_t a, std::uint32_t b) {
    return std::pair{spans[a].process, spans[a].scope} <
           std::pair{spans[b].process, spans[b].scope};
  });
  for (std::size_t begin = 0; begin < order.size();) {
    const StoredSpan& first = spans[order[begin]];
    std::string line =
        "{\"resourceSpans\":[{\"resource\":" +
        ResourceJson(store, store.processes()[first.process]) +
        ",\"scopeSpans\":[{\"scope\":{\"name\":" + JsonText(store.strings()[first.scope]) +
        "},\"spans\":[";
    std::size_t end = begin;
    for (; end < order.size() && end - begin < kSpansInLine; ++end) {
      const StoredSpan& span = spans[order[end]];
      if (span.process != first.process || span.scope != first.scope) break;
      if (end > begin) line += ',';
      line += SpanJson(store, span,
                       IdsOf(store, span, index, program == processes.end() ? nullptr : &*program));
    }
    write(line + "]}]}]}\n");
    begin = end;
  }
}

}  // namespace dbspan::view
