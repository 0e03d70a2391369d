#include "recorder/merged_span.h"

#include <algorithm>

#include "core/process/floating_point_guard.h"
#include "core/span/attributes.h"
#include "insight/key_pattern.h"
#include "recorder/otlp/fields.h"
#include "recorder/scope.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// scope whose operations have individual texts
constexpr std::string_view kCommands = "dbspan.redis";

void AddKnown(std::int64_t& sum, std::int64_t number) noexcept {
  if (number >= 0) sum = std::max<std::int64_t>(sum, 0) + number;
}

std::string Encode(const MergedSpan& merged) {
  using otlp::AttributesOf;
  const FloatingPointGuard floating_point_guard;
  const auto seconds = [](std::int64_t time) { return static_cast<double>(time) / 1e9; };
  std::string fields;
  otlp::AddSpanAttribute(fields, attribute::kMergedCount, merged.count);
  const auto add = [&](std::string_view key, std::int64_t time) {
    otlp::AddAttribute(fields, AttributesOf::kSpan, key, seconds(time));
  };
  add(attribute::kMergedTotal, merged.total);
  add(attribute::kMergedShortest, merged.shortest);
  add(attribute::kMergedLongest, merged.longest);
  return fields;
}

}  // namespace

std::string MergedTextOf(const OpenSpan& open, const Ending& ending) {
  if (ending.query_text.empty()) return {};
  const bool command = ScopeAt(open.header.scope).name == kCommands;
  return command ? insight::CommandPattern(ending.query_text) : std::string{ending.query_text};
}

bool IsSame(const MergedSpan& merged, const OpenSpan& open, const Ending& ending,
            std::string_view text) noexcept {
  const RecordHeader& left = merged.open.header;
  const RecordHeader& right = open.header;
  return merged.open.recorder == open.recorder && left.statement == right.statement &&
         left.endpoint == right.endpoint && left.scope == right.scope &&
         left.parent_id == right.parent_id && left.trace_id == right.trace_id &&
         merged.ending.batch_size == ending.batch_size && merged.text == text &&
         merged.fields == ending.encoded;
}

void Add(MergedSpan& merged, const Ending& ending, std::int64_t since, std::int64_t when) noexcept {
  const std::int64_t duration = std::max<std::int64_t>(when - since, 0);
  ++merged.count;
  merged.total += duration;
  merged.shortest = std::min(merged.shortest, duration);
  merged.longest = std::max(merged.longest, duration);
  merged.last_end = std::max(merged.last_end, when);
  if (merged.count == 1) return;
  AddKnown(merged.ending.returned_rows, ending.returned_rows);
  AddKnown(merged.ending.affected_rows, ending.affected_rows);
  AddKnown(merged.ending.hits, ending.hits);
  AddKnown(merged.ending.misses, ending.misses);
}

void End(Recorder& recorder, MergedSpan& merged) noexcept {
  try {
    if (merged.count > 1) merged.fields += Encode(merged);
  } catch (...) {  // no memory: the span ends without the number of operations
  }
  merged.ending.query_text = merged.count > 1 ? merged.text : merged.first_text;
  merged.ending.encoded = merged.fields;
  recorder.End(merged.open, merged.ending, merged.last_end);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
