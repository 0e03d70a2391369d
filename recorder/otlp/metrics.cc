#include "recorder/otlp/metrics.h"

#include <protozero/pbf_writer.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/span/attributes.h"
#include "insight/finding.h"
#include "recorder/otlp/fields.h"
#include "recorder/otlp/spans.h"
#include "recorder/scope.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_writer;

// metrics.v1.Metric.
constexpr std::uint32_t kName = 1;
constexpr std::uint32_t kDescription = 2;
constexpr std::uint32_t kUnit = 3;
constexpr std::uint32_t kSum = 7;
constexpr std::uint32_t kHistogram = 9;
// Histogram and Sum.
constexpr std::uint32_t kPoints = 1;
constexpr std::uint32_t kTemporality = 2;
constexpr std::uint32_t kMonotonic = 3;
// HistogramDataPoint and NumberDataPoint.
constexpr std::uint32_t kStart = 2;
constexpr std::uint32_t kTime = 3;
constexpr std::uint32_t kCount = 4;
constexpr std::uint32_t kPointSum = 5;
constexpr std::uint32_t kBucketCounts = 6;
constexpr std::uint32_t kExplicitBounds = 7;
constexpr std::uint32_t kMin = 11;
constexpr std::uint32_t kMax = 12;
constexpr std::uint32_t kAsInt = 6;

constexpr double kNanosecondsPerSecond = 1e9;
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

std::string EncodeMetric(std::string_view name, std::string_view description, std::string_view unit,
                         std::uint32_t kind, const std::string& data) {
  std::string metric;
  pbf_writer writer{metric};
  writer.add_string(kName, name.data(), name.size());
  writer.add_string(kDescription, description.data(), description.size());
  writer.add_string(kUnit, unit.data(), unit.size());
  writer.add_message(kind, data);
  return metric;
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

void MetricsBuilder::EncodeMetrics(ScopeId scope, std::int64_t now, RequestBuilder& request) const {
  const Instruments& points = measured_[scope];
  const Instruments& earlier = returned_[scope];
  const auto add = [&](const std::string& metric) {
    if (!metric.empty()) request.Add(scope, metric);
  };
  add(EncodeHistogram({attribute::kDurationMetric, "Duration of database client operations.", "s"},
                      ScopeAt(scope).duration_bounds, kNanosecondsPerSecond, points.durations,
                      earlier.durations, now));
  add(EncodeHistogram(
      {attribute::kReturnedRowsMetric, "Rows returned by database client operations.", "{row}"},
      kRowBounds, 1.0, points.rows, earlier.rows, now));
  add(EncodeSum({attribute::kLookupsMetric,
                 "Items looked up in a cache, by whether they were there.", "{item}"},
                points.lookups, earlier.lookups, now));
  add(EncodeSum({"dbspan.recorder.spans", "Spans by what became of them.", "{span}"}, points.spans,
                earlier.spans, now));
  add(EncodeSum({attribute::kFindingsMetric, attribute::kFindingsDescription, "{finding}"},
                points.findings, earlier.findings, now));
}

MetricsBuilder::Totals MetricsBuilder::Since(const Histograms& earlier,
                                             const std::string& attributes, Totals totals) {
  const auto before = earlier.find(attributes);
  if (before == earlier.end()) return totals;
  for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
    totals.buckets[i] -= before->second.buckets[i];
  }
  totals.count -= before->second.count;
  totals.sum -= before->second.sum;
  // Minimum and maximum since the last export are not known.
  totals.least = std::numeric_limits<std::int64_t>::max();
  totals.most = std::numeric_limits<std::int64_t>::min();
  return totals;
}

std::string MetricsBuilder::EncodeHistogram(const Naming& naming, const Bounds& bounds,
                                            double per_unit, const Histograms& points,
                                            const Histograms& earlier, std::int64_t now) const {
  std::array<double, Bounds::kMost> limits{};
  for (std::size_t i = 0; i < bounds.used; ++i) {
    limits[i] = static_cast<double>(bounds.limits[i]) / per_unit;
  }
  std::string histogram;
  for (const auto& [attributes, totals] : points) {
    const Totals shown = Since(earlier, attributes, totals);
    if (shown.count == 0) continue;
    pbf_writer writer{histogram};
    pbf_writer point{writer, kPoints};
    point.add_fixed64(kStart, static_cast<std::uint64_t>(start_));
    point.add_fixed64(kTime, static_cast<std::uint64_t>(now));
    point.add_fixed64(kCount, shown.count);
    point.add_double(kPointSum, static_cast<double>(shown.sum) / per_unit);
    point.add_packed_fixed<std::uint64_t>(kBucketCounts, shown.buckets.begin(),
                                          shown.buckets.begin() + bounds.used + 1);
    point.add_packed_fixed<double>(kExplicitBounds, limits.begin(), limits.begin() + bounds.used);
    histogram += attributes;  // appended to the point, whose writer is still open
    if (shown.least <= shown.most) {
      point.add_double(kMin, static_cast<double>(shown.least) / per_unit);
      point.add_double(kMax, static_cast<double>(shown.most) / per_unit);
    }
  }
  if (histogram.empty()) return {};
  pbf_writer{histogram}.add_enum(kTemporality, static_cast<std::int32_t>(temporality_));
  return EncodeMetric(naming.name, naming.description, naming.unit, kHistogram, histogram);
}

std::string MetricsBuilder::EncodeSum(const Naming& naming, const Counters& points,
                                      const Counters& earlier, std::int64_t now) const {
  std::string sum;
  for (const auto& [attributes, total] : points) {
    const auto before = earlier.find(attributes);
    const std::uint64_t shown = total - (before == earlier.end() ? 0 : before->second);
    if (shown == 0) continue;
    pbf_writer writer{sum};
    pbf_writer point{writer, kPoints};
    point.add_fixed64(kStart, static_cast<std::uint64_t>(start_));
    point.add_fixed64(kTime, static_cast<std::uint64_t>(now));
    point.add_sfixed64(kAsInt, static_cast<std::int64_t>(shown));
    sum += attributes;  // appended to the point, whose writer is still open
  }
  if (sum.empty()) return {};
  pbf_writer writer{sum};
  writer.add_enum(kTemporality, static_cast<std::int32_t>(temporality_));
  writer.add_bool(kMonotonic, true);
  return EncodeMetric(naming.name, naming.description, naming.unit, kSum, sum);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
