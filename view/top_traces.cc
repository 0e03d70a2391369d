#include "view/top_traces.h"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "view/attribute_text.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

std::string TimeOfDay(std::int64_t nanoseconds) {
  const auto seconds = static_cast<std::time_t>(nanoseconds / 1'000'000'000);
  std::tm local{};
  localtime_r(&seconds, &local);
  char text[16];
  return {text, std::strftime(text, sizeof text, "%H:%M:%S", &local)};
}

// Returns the topmost known span above a span; null if it has no parent.
const StoredSpan* TopOf(const Store& store, const StoredSpan& span) {
  std::unordered_map<SpanId, const StoredSpan*> of_trace;
  for (const StoredSpan& one : store.spans()) {
    if (one.trace == span.trace) of_trace.emplace(one.id, &one);
  }
  const StoredSpan* top = nullptr;
  for (SpanId above = span.parent_id; above != 0;) {
    const auto found = of_trace.find(above);
    if (found == of_trace.end()) break;
    top = found->second;
    above = top->parent_id;
    of_trace.erase(found);  // the parents may form a loop
  }
  return top;
}

std::string Describe(const Store& store, const char* which, const StoredSpan& span) {
  const StringTable& strings = store.strings();
  std::string line = which;
  line += "  " + (span.duration < 0 ? std::string{"UNFINISHED"} : DurationText(span.duration)) +
          "  " + TimeOfDay(span.start);
  if (span.failed()) line += "  ERROR " + std::string{strings[span.error]};
  if (const StoredSpan* const top = TopOf(store, span)) {
    line += "  below " + std::string{strings[top->name]};
  }
  if (!strings[span.thread].empty()) line += "  " + std::string{strings[span.thread]};
  return line + "  trace " + HexOf(store.ReceivedTraceOf(span));
}

}  // namespace

std::vector<std::string> DescribeTraces(const Store& store, std::int32_t statement) {
  const StoredSpan* slowest = nullptr;
  const StoredSpan* latest = nullptr;
  const StoredSpan* failed = nullptr;
  for (const StoredSpan& span : store.spans()) {
    if (span.statement != statement) continue;
    if (slowest == nullptr || span.duration > slowest->duration) slowest = &span;
    if (latest == nullptr || span.start > latest->start) latest = &span;
    if (span.failed() && (failed == nullptr || span.start > failed->start)) failed = &span;
  }
  std::vector<std::string> lines;
  std::vector<const StoredSpan*> described;
  for (const auto& [which, span] : {std::pair{"slowest", slowest}, std::pair{"failed ", failed},
                                    std::pair{"latest ", latest}}) {
    const bool again = std::find(described.begin(), described.end(), span) != described.end();
    if (span == nullptr || again) continue;
    described.push_back(span);
    lines.push_back(Describe(store, which, *span));
  }
  return lines;
}

}  // namespace dbspan::view
