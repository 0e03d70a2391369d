#include "view/row_source.h"

#include <algorithm>
#include <utility>

#include "insight/key_pattern.h"
#include "insight/verb.h"

namespace dbspan::view {
namespace {

// Offset of the parent ids of bursts, which must differ from the parent ids that are row indices.
constexpr std::uint64_t kBurstParents = std::uint64_t{1} << 32U;

std::uint64_t ParentOf(const Row& row) {
  if (row.burst > 0) return kBurstParents + row.burst;
  return row.parent < 0 ? 2 * kBurstParents : static_cast<std::uint64_t>(row.parent);
}

// Returns an id for the thread of a span, as its connection: spans do not name their connection,
// and a thread mostly uses one.
std::uint64_t ConnectionOf(const StoredSpan& span) {
  return (std::uint64_t{span.process} + 1) << 32U | span.thread;
}

}  // namespace

RowSource::RowSource(const Picture& picture) : picture_(picture) {
  const auto& rows = picture.forest.rows;
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;  // with the starts, to sort faster
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const StoredSpan* span = picture.SpanOf(rows[i]);
    if (span == nullptr || !span->is_operation() || span->duration < 0) continue;
    if (rows[i].parent >= 0) order.emplace_back(rows[i].start, i);
  }
  std::sort(order.begin(), order.end());
  rows_.reserve(order.size());
  for (const auto& [start, row] : order) rows_.push_back(row);
}

insight::FinishedOperation RowSource::At(std::size_t number) const {
  const Row& row = picture_.forest.rows[rows_[number]];
  const StoredSpan& span = *picture_.SpanOf(row);
  const Statement& statement =
      picture_.store->aggregates().statements()[static_cast<std::size_t>(span.statement)];
  insight::FinishedOperation operation;
  operation.id = rows_[number];
  operation.statement = static_cast<std::uint64_t>(span.statement);
  operation.parent = ParentOf(row);
  operation.system = statement.system;
  operation.label = statement.label;
  operation.verb = statement.verb;
  if (IsKeyValue(statement.system)) {
    operation.key = insight::KeyIn(operation.label);
    operation.verb = insight::VerbOfCommand(statement.verb, statement.text);
  } else {
    operation.text = statement.text;
    operation.shows_text = true;
  }
  if (operation.verb == "CONNECT") operation.work = insight::Work::kConnect;
  operation.error = picture_.store->strings()[span.error];
  operation.connection = ConnectionOf(span);
  operation.process = span.process;
  operation.in_burst = row.burst > 0;
  operation.start = span.start;
  operation.duration = span.times > 1 ? span.busy : span.duration;
  operation.times = span.times;
  operation.rows = span.rows;
  operation.affected = span.affected;
  operation.hits = span.hits;
  operation.misses = span.misses;
  operation.failed = span.failed();
  return operation;
}

}  // namespace dbspan::view
