#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "recorder/otlp/spans.h"
#include "recorder/recorder.h"

namespace dbspan::recorder::otlp {

enum class Temporality : std::uint8_t { kDelta = 1, kCumulative = 2 };

/// Turns what a recorder has measured into requests, one after the other. Used by one thread.
class MetricsBuilder {
 public:
  /// `resource` is an encoded resource.v1.Resource; `start` is when measuring began, in Unix
  /// nanoseconds.
  MetricsBuilder(std::string resource, Temporality temporality, std::int64_t start);

  /// Returns an ExportMetricsServiceRequest of what was measured until `now`; empty if there is
  /// nothing. With deltas, what it holds is not returned again.
  std::string Build(const Recorder& recorder, std::int64_t now);
  /// The same from pieces: adds what one thread has measured of one series …
  void Add(const Texts& texts, const SeriesKey& key, const SeriesSums& sums);
  /// … and what became of spans …
  void Add(const SpanCounts& counts);
  /// … and what was found …
  void Add(const Recorder::FindingCounts& findings);
  /// … and makes the request of what was added since the last one.
  std::string Take(std::int64_t now);

 private:
  /// Plain sums of a histogram, of all threads.
  struct Totals {
    std::array<std::uint64_t, Bounds::kMost + 1> buckets{};
    std::uint64_t count = 0;
    std::int64_t sum = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
  };
  /// By the encoded attributes. Series that differ in what an instrument does not have are added
  /// up.
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
  std::vector<Instruments> returned_;  // with deltas: so far
};

}  // namespace dbspan::recorder::otlp
