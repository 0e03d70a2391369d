#include "view/page_examples.h"

#include <cstddef>
#include <cstdlib>

namespace dbspan::view {

std::vector<Examples> FindExamples(const Picture& picture, const PageRows& kept) {
  const auto& statements = picture.store->aggregates().statements();
  std::vector<std::int64_t> medians;
  for (const Statement& statement : statements)
    medians.push_back(statement.durations.Percentile(0.5));
  std::vector<Examples> examples(statements.size());
  for (std::size_t i = 0; i < picture.forest.rows.size(); ++i) {
    const StoredSpan* span = picture.SpanOf(picture.forest.rows[i]);
    if (span == nullptr || !span->is_operation() || kept.row_of[i] < 0) continue;
    const auto number = static_cast<std::size_t>(span->statement);
    Examples& example = examples[number];
    if (span->failed() && example.failed < 0) example.failed = kept.row_of[i];
    if (span->duration < 0) continue;
    if (span->duration > example.slowest_duration) {
      example.slowest = kept.row_of[i];
      example.slowest_duration = span->duration;
    }
    const std::int64_t distance = std::abs(span->duration - medians[number]);
    if (example.median < 0 || distance < example.median_distance) {
      example.median = kept.row_of[i];
      example.median_distance = distance;
    }
  }
  return examples;
}

}  // namespace dbspan::view
