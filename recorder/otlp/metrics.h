#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/otlp/request.h"
#include "recorder/recorder.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class Temporality : std::uint8_t { kDelta = 1, kCumulative = 2 };

/// Converts a recorder's measurements to export requests. Used by one thread.
class MetricsBuilder {
 public:
  /// `resource` is an encoded resource.v1.Resource; `start` is when measuring began, in Unix
  /// nanoseconds.
  MetricsBuilder(std::string resource, Temporality temporality, std::int64_t start);

  /// Returns an ExportMetricsServiceRequest with everything measured until `now`; empty if there is
  /// nothing. With delta temporality, only what was measured since the last call.
  std::string Build(const Recorder& recorder, std::int64_t now);
  /// Adds the sums of one thread for one series to the request that Take() returns.
  void Add(const Texts& texts, const SeriesKey& key, const SeriesSums& sums);
  /// Adds the numbers of spans by their fate.
  void Add(const SpanCounts& counts);
  /// Adds the numbers of findings.
  void Add(const Recorder::FindingCounts& findings);
  /// Returns the request with everything that was added since the last call.
  std::string Take(std::int64_t now);

 private:
  /// Sums of a histogram over all threads.
  struct Totals {
    std::array<std::uint64_t, Bounds::kMost + 1> buckets{};
    std::uint64_t count = 0;
    std::int64_t sum = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
  };
  /// Key: encoded attributes. Series are added up if they only differ in attributes that the
  /// instrument does not have.
  using Histograms = std::map<std::string, Totals>;
  using Counters = std::map<std::string, std::uint64_t>;
  /// The instruments of one scope.
  struct Instruments {
    Histograms durations;
    Histograms rows;
    Counters lookups;
    Counters spans;
    Counters findings;
  };
  struct Naming {
    std::string_view name;
    std::string_view description;
    std::string_view unit;
  };

  static void AddHistogram(const Histogram& histogram, Totals& totals);
  static Totals Since(const Histograms& earlier, const std::string& attributes, Totals totals);
  void EncodeMetrics(ScopeId scope, std::int64_t now, RequestBuilder& request) const;
  std::string EncodeHistogram(const Naming& naming, const Bounds& bounds, double per_unit,
                              const Histograms& points, const Histograms& earlier,
                              std::int64_t now) const;
  std::string EncodeSum(const Naming& naming, const Counters& points, const Counters& earlier,
                        std::int64_t now) const;

  const std::string resource_;
  const Temporality temporality_;
  std::int64_t start_;
  std::vector<Instruments> measured_;  // by scope
  std::vector<Instruments> returned_;  // with delta temporality: sums that were returned earlier
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
