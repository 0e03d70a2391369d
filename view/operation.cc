#include "view/operation.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include "insight/key_pattern.h"

namespace dbspan::view {
namespace {

// Returns the value of the first of these attributes that the span has, or null.
const std::string* Find(const ReceivedSpan& span, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    for (const auto& [name, value] : span.attributes) {
      if (name == key) return &value;
    }
  }
  return nullptr;
}

std::string Text(const ReceivedSpan& span, std::initializer_list<std::string_view> keys) {
  const std::string* text = Find(span, keys);
  return text == nullptr ? std::string{} : *text;
}

std::int64_t Number(const ReceivedSpan& span, std::string_view key) {
  const std::string* text = Find(span, {key});
  return text == nullptr ? -1 : std::strtoll(text->c_str(), nullptr, 10);
}

// Converts an attribute in seconds to nanoseconds; 0 if the span does not have it.
std::int64_t Time(const ReceivedSpan& span, std::string_view key) {
  constexpr double kMost = 1e9;
  const std::string* text = Find(span, {key});
  const double seconds = text == nullptr ? 0 : std::strtod(text->c_str(), nullptr);
  return seconds > 0 && seconds < kMost ? static_cast<std::int64_t>(seconds * 1e9 + 0.5) : 0;
}

void ReadMerged(const ReceivedSpan& span, Operation& operation) {
  constexpr std::int64_t kMost = 1'000'000'000;
  operation.times = std::clamp<std::int64_t>(Number(span, "dbspan.merged.count"), 1, kMost);
  if (operation.times == 1) return;
  operation.total = Time(span, "dbspan.merged.total_time");
  operation.shortest = Time(span, "dbspan.merged.shortest_time");
  operation.longest = Time(span, "dbspan.merged.longest_time");
}

// Adds up the items of the events named `event_name`; -1 if the span has no cache events at all.
std::int64_t Items(const ReceivedSpan& span, std::string_view event_name) {
  std::int64_t items = 0;
  bool lookup = false;
  for (const ReceivedEvent& event : span.events) {
    if (event.name != "cache.hit" && event.name != "cache.miss") continue;
    lookup = true;
    if (event.name != event_name) continue;
    std::int64_t count = 1;
    for (const auto& [key, value] : event.attributes) {
      if (key == "cache.item_count") count = std::strtoll(value.c_str(), nullptr, 10);
    }
    items += count;
  }
  return lookup ? items : -1;
}

std::string ServerOf(const ReceivedSpan& span) {
  std::string server = Text(span, {"server.address", "net.peer.name"});
  const std::string port = Text(span, {"server.port", "net.peer.port"});
  if (!server.empty() && !port.empty()) server += ":" + port;
  return server;
}

std::string_view WordAt(std::string_view text, std::size_t number) {
  text = text.substr(0, text.find('\n'));
  for (; number > 0; --number) {
    const auto blank = text.find(' ');
    if (blank == std::string_view::npos) return {};
    text.remove_prefix(blank + 1);
  }
  return text.substr(0, text.find(' '));
}

void LabelCommand(Operation& operation, const std::string& name) {
  operation.pattern = insight::CommandPattern(operation.text);
  const std::string_view key = WordAt(operation.pattern, 1);
  if (key != "?") operation.key = key;
  operation.label = name;
  const bool mixed = name == "PIPELINE" || name == "MULTI";
  if (!operation.key.empty() && !mixed) operation.label += ' ' + operation.key;
}

}  // namespace

bool IsKeyValue(std::string_view system) { return system == "redis" || system == "valkey"; }

std::optional<Operation> OperationOf(const ReceivedSpan& span) {
  const std::string* system = Find(span, {"db.system.name", "db.system"});
  if (system == nullptr || system->empty()) return std::nullopt;
  Operation operation;
  operation.system = *system;
  operation.space = Text(span, {"db.namespace", "db.name"});
  operation.server = ServerOf(span);
  operation.text = Text(span, {"db.query.text", "db.statement"});
  operation.pattern = operation.text;
  const std::string name = Text(span, {"db.operation.name", "db.operation"});
  const std::string summary = Text(span, {"db.query.summary"});
  operation.label = summary.empty() ? span.name : summary;
  // The name of a span without a target ends with the database: `SET shop` of a call that sets
  // autocommit, `PING shop`.
  const bool without_target = !operation.space.empty() && span.name == name + ' ' + operation.space;
  if (summary.empty() && operation.text.empty() && without_target) operation.label = name;
  if (IsKeyValue(*system) && !name.empty()) LabelCommand(operation, name);
  if (operation.label.empty()) operation.label = name.empty() ? operation.system : name;
  operation.verb = WordAt(summary.empty() && !name.empty() ? name : operation.label, 0);
  if (span.status == 2) {
    operation.error = Text(span, {"error.type", "db.response.status_code"});
    if (operation.error.empty()) operation.error = "_OTHER";
  }
  operation.rows = Number(span, "db.response.returned_rows");
  operation.affected = Number(span, "dbspan.affected_rows");
  operation.batch = Number(span, "db.operation.batch.size");
  operation.hits = Items(span, "cache.hit");
  operation.misses = Items(span, "cache.miss");
  ReadMerged(span, operation);
  return operation;
}

}  // namespace dbspan::view
