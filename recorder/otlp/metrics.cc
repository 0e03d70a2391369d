#include "recorder/otlp/metrics.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/span/attributes.h"
#include "insight/finding.h"
#include "recorder/otlp/fields.h"
#include "recorder/otlp/request.h"
#include "recorder/scope.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr ScopeId kOwnScope = 1;  // "dbspan"

constexpr std::string_view kOutcome = "outcome";

/// Returns the attributes of the series of durations, or without the procedure, of returned rows
/// (semconv).
std::string SeriesAttributes(const Texts& texts, const SeriesKey& key, bool with_procedure) {
  std::string encoded;
  if (key.endpoint != 0) encoded = texts.EndpointFields(key.endpoint);
  if (key.overflow) {
    AddFlag(encoded, AttributesOf::kHistogramPoint, attribute::kOverflow, true);
    return encoded;
  }
  const auto add = [&encoded](std::string_view name, std::string_view text) {
    if (!text.empty()) AddAttribute(encoded, AttributesOf::kHistogramPoint, name, text);
  };
  const StatementTexts statement = texts.dimension(key.dimension);
  const StatusTexts status = texts.status(key.status);
  add(attribute::kOperationName, statement.operation);
  add(attribute::kCollectionName, statement.collection);
  add(attribute::kQuerySummary, statement.summary);
  add(attribute::kStatusCode, status.status_code);
  add(attribute::kErrorType, status.error_type);
  if (with_procedure) add(attribute::kProcedureName, statement.procedure);
  return encoded;
}

std::string LookupAttributes(const Texts& texts, const SeriesKey& key, std::string_view outcome) {
  std::string encoded;
  const auto add = [&encoded](std::string_view name, std::string_view text) {
    if (!text.empty()) AddAttribute(encoded, AttributesOf::kNumberPoint, name, text);
  };
  if (key.overflow) {
    AddFlag(encoded, AttributesOf::kNumberPoint, attribute::kOverflow, true);
  } else {
    add(attribute::kNamespace, texts.endpoint(key.endpoint).database);
    add(attribute::kOperationName, texts.dimension(key.dimension).operation);
  }
  add(attribute::kCacheOutcome, outcome);
  return encoded;
}

void AddCount(std::map<std::string, std::uint64_t>& points, const std::string& attributes,
              std::uint64_t count) {
  if (count != 0) points[attributes] += count;
}

}  // namespace

MetricsBuilder::MetricsBuilder(std::string resource, Temporality temporality, std::int64_t start)
    : resource_(std::move(resource)),
      temporality_(temporality),
      start_(start),
      measured_(ScopeCount() + 1U),
      returned_(ScopeCount() + 1U) {}

std::string MetricsBuilder::Build(const Recorder& recorder, std::int64_t now) {
  recorder.Collect(
      [&](const SeriesKey& key, const SeriesSums& sums) { Add(recorder.texts(), key, sums); });
  Add(recorder.counts());
  Add(recorder.findings());
  return Take(now);
}

std::string MetricsBuilder::Take(std::int64_t now) {
  RequestBuilder request{resource_};
  for (ScopeId scope = 1; scope <= ScopeCount(); ++scope) {
    EncodeMetrics(scope, now, request);
  }
  if (temporality_ == Temporality::kDelta) {
    start_ = now;
    returned_ = measured_;
  }
  measured_.assign(ScopeCount() + 1U, Instruments{});
  return request.size() == 0 ? std::string{} : request.Take();
}

void MetricsBuilder::AddHistogram(const Histogram& histogram, Totals& totals) {
  for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
    const std::uint64_t in_bucket = histogram.buckets[i].load(std::memory_order_relaxed);
    totals.buckets[i] += in_bucket;
    totals.count += in_bucket;
  }
  totals.sum += histogram.sum.load(std::memory_order_relaxed);
  totals.least = std::min(totals.least, histogram.least.load(std::memory_order_relaxed));
  totals.most = std::max(totals.most, histogram.most.load(std::memory_order_relaxed));
}

void MetricsBuilder::Add(const Texts& texts, const SeriesKey& key, const SeriesSums& sums) {
  Instruments& instruments = measured_[key.scope];
  const auto add = [](const Histogram& histogram, Histograms& to, const std::string& attributes) {
    Totals added;
    AddHistogram(histogram, added);
    if (added.count != 0) AddHistogram(histogram, to[attributes]);
  };
  add(sums.duration, instruments.durations, SeriesAttributes(texts, key, true));
  add(sums.rows, instruments.rows, SeriesAttributes(texts, key, false));
  AddCount(instruments.lookups, LookupAttributes(texts, key, "hit"),
           sums.hits.load(std::memory_order_relaxed));
  AddCount(instruments.lookups, LookupAttributes(texts, key, "miss"),
           sums.misses.load(std::memory_order_relaxed));
}

void MetricsBuilder::Add(const SpanCounts& counts) {
  const auto add = [&](std::string_view outcome, std::uint64_t count) {
    std::string attributes;
    AddAttribute(attributes, AttributesOf::kNumberPoint, kOutcome, outcome);
    AddCount(measured_[kOwnScope].spans, attributes, count);
  };
  add("exported", counts.exported);
  add("dropped_queue", counts.dropped_queue);
  add("dropped_export", counts.dropped_export);
}

void MetricsBuilder::Add(const Recorder::FindingCounts& findings) {
  static_assert(insight::kFindingKinds <= std::tuple_size_v<Recorder::FindingCounts>);
  for (std::size_t kind = 0; kind < insight::kFindingKinds; ++kind) {
    const std::uint64_t count = findings[kind].load(std::memory_order_relaxed);
    if (count == 0) continue;
    std::string attributes;
    AddAttribute(attributes, AttributesOf::kNumberPoint, attribute::kFindingKind,
                 insight::IdOf(static_cast<insight::FindingKind>(kind)));
    AddCount(measured_[kOwnScope].findings, attributes, count);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
