#include <protozero/pbf_writer.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/span/attributes.h"
#include "recorder/otlp/metrics.h"
#include "recorder/scope.h"

// The part of MetricsBuilder that encodes measurements as OTLP.
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

}  // namespace

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
