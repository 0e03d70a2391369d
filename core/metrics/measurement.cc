#include "core/metrics/measurement.h"

#include <opentelemetry/context/runtime_context.h>

#include <functional>
#include <string_view>

#include "core/process/floating_point_guard.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/sql/statement.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view ProcedureOf(const detail::OperationIdentity& operation) noexcept {
  if (!operation.procedure.empty() || operation.statement == nullptr) return operation.procedure;
  return operation.statement->procedure;
}

// The endpoint and the statement were hashed when they were created.
std::size_t HashOf(const detail::OperationIdentity& operation, const Outcome& outcome) noexcept {
  const std::hash<std::string_view> hash;
  std::size_t mixed = operation.endpoint->hash();
  if (operation.statement != nullptr) mixed = MixHash(mixed, operation.statement->series_hash);
  if (!operation.name.empty()) mixed = MixHash(mixed, hash(operation.name));
  if (!operation.collection.empty()) mixed = MixHash(mixed, hash(operation.collection) + 1);
  if (!operation.procedure.empty()) mixed = MixHash(mixed, hash(operation.procedure) + 2);
  if (outcome.error) {
    mixed = MixHash(mixed, hash(outcome.status_code) + 3);
    mixed = MixHash(mixed, hash(outcome.error->type) + 4);
  }
  return mixed;
}

AttributeList SeriesOf(const detail::OperationIdentity& operation,
                       const Outcome& outcome) noexcept {
  AttributeList series{operation.endpoint.get()};
  series.AddText(attribute::kOperationName, operation.name);
  series.AddText(attribute::kCollectionName, operation.collection);
  if (operation.statement != nullptr) {
    series.AddText(attribute::kQuerySummary, operation.statement->summary);
  }
  if (outcome.error) {
    series.AddText(attribute::kStatusCode, outcome.status_code);
    series.AddText(attribute::kErrorType, outcome.error->type);
  }
  return series;
}

AttributeList Overflow(const Endpoint& endpoint) noexcept {
  AttributeList series;
  series.AddText(attribute::kSystemName, endpoint.fields().system.name());
  series.AddFlag(attribute::kOverflow, true);
  return series;
}

void CountLookups(const detail::Instruments& instruments,
                  const detail::OperationIdentity& operation, bool in_limit,
                  std::string_view result, std::int64_t count) {
  if (count <= 0) return;
  AttributeList series;
  if (in_limit) {
    series.AddText(attribute::kNamespace, operation.endpoint->fields().database);
    series.AddText(attribute::kOperationName, operation.name);
  } else {
    series.AddFlag(attribute::kOverflow, true);
  }
  series.AddText(attribute::kCacheOutcome, result);
  instruments.lookups->Add(static_cast<std::uint64_t>(count), series);
}

}  // namespace

void Measure(const detail::Instruments& instruments, SeriesLimit& limit, const Options& options,
             const detail::OperationIdentity& operation, const Outcome& outcome,
             std::chrono::nanoseconds duration) {
  // Decided once for all instruments, because the others distinguish fewer series than the
  // duration.
  const bool in_limit = limit.Admits(HashOf(operation, outcome));
  AttributeList series = in_limit ? SeriesOf(operation, outcome) : Overflow(*operation.endpoint);
  const auto context = opentelemetry::context::RuntimeContext::GetCurrent();
  if (options.rows && outcome.returned_rows != Outcome::kUnknown) {
    instruments.returned_rows->Record(static_cast<std::uint64_t>(outcome.returned_rows), series,
                                      context);
  }
  // Only the duration has the procedure name (semconv).
  if (in_limit) series.AddText(attribute::kProcedureName, ProcedureOf(operation));
  {
    const FloatingPointGuard floating_point_guard;  // the SDK calculates in this thread
    const std::chrono::duration<double> seconds = duration;
    instruments.duration->Record(seconds.count(), series, context);
  }
  CountLookups(instruments, operation, in_limit, "hit", outcome.hits);
  CountLookups(instruments, operation, in_limit, "miss", outcome.misses);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
