#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <tuple>

#include "core/span/sink.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"

namespace dbspan::recorder {
/// The recorder's sink. Counts the operations that are measured in the short form.
class CountingSink final : public Sink {
 public:
  mutable std::atomic<int> measured{0};
  mutable std::atomic<int> continued{0};

  Scope ScopeOf(std::string_view scope) const noexcept override { return real_.ScopeOf(scope); }
  Interest Start(const Beginning& beginning, Span& span) const noexcept override {
    return real_.Start(beginning, span);
  }
  bool Describe(const Description& description, Span& span) const noexcept override {
    return real_.Describe(description, span);
  }
  bool StartMeasured(const Description& description, SteadyTime since,
                     Span& span) const noexcept override {
    return real_.StartMeasured(description, since, span);
  }
  void Measure(const Measured& operation, const Counts& counts, const Options& options,
               SteadyTime when) const noexcept override {
    ++measured;
    real_.Measure(operation, counts, options, when);
  }
  void Continue(const Measured& operation, Span& span) const noexcept override {
    ++continued;
    real_.Continue(operation, span);
  }
  void AddAttributes(Span& span, const AttributeList& attributes) const noexcept override {
    real_.AddAttributes(span, attributes);
  }
  void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                SteadyTime when) const noexcept override {
    real_.AddEvent(span, name, attributes, when);
  }
  void End(Span& span, const Outcome& outcome, const Options& options,
           SteadyTime when) const noexcept override {
    real_.End(span, outcome, options, when);
  }
  void OnParentEnd(const opentelemetry::trace::SpanContext& parent) const noexcept override {
    real_.OnParentEnd(parent);
  }
  void CountFinding(std::size_t kind) const noexcept override { real_.CountFinding(kind); }
  void Drop(Span& span) const noexcept override { real_.Drop(span); }
  opentelemetry::trace::SpanContext ContextOf(const Span& span) const noexcept override {
    return real_.ContextOf(span);
  }
  void Log(Scope scope, const LogEntry& entry) const noexcept override { real_.Log(scope, entry); }

 private:
  const Sink& real_ = OperationSink();
};

inline CountingSink& TheSink() {
  static auto& sink = *new CountingSink;  // sinks are never destroyed
  return sink;
}

/// What a series has measured, without durations: operations, operations with rows, rows, hits,
/// misses.
using Counts = std::array<std::int64_t, 5>;
/// By scope, endpoint, dimension and status.
using AllCounts = std::map<std::tuple<ScopeId, TextId, TextId, TextId>, Counts>;

template <class Buckets>
std::int64_t SumOf(const Buckets& buckets) {
  std::int64_t sum = 0;
  for (const auto& bucket : buckets) sum += static_cast<std::int64_t>(bucket.load());
  return sum;
}

inline AllCounts Collected() {
  AllCounts all;
  Current()->Collect([&](const SeriesKey& key, const SeriesSums& sums) {
    Counts& counts = all[{key.scope, key.endpoint, key.dimension, key.status}];
    counts[0] += SumOf(sums.duration.buckets);
    counts[1] += SumOf(sums.rows.buckets);
    counts[2] += sums.rows.sum.load();
    counts[3] += static_cast<std::int64_t>(sums.hits.load());
    counts[4] += static_cast<std::int64_t>(sums.misses.load());
  });
  return all;
}

/// Returns what `calls` add to the series.
inline AllCounts CountsOf(const std::function<void()>& calls) {
  const AllCounts before = Collected();
  calls();
  AllCounts added;
  for (const auto& [key, after] : Collected()) {
    const auto known = before.find(key);
    const Counts earlier = known == before.end() ? Counts{} : known->second;
    Counts difference{};
    for (std::size_t i = 0; i < after.size(); ++i) difference[i] = after[i] - earlier[i];
    if (difference != Counts{}) added[key] = difference;
  }
  return added;
}

/// Makes calls in both forms and compares what they measure.
class MeasuredTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("OTEL_TRACES_SAMPLER", "always_off", 1);
    setenv("OTEL_METRIC_EXPORT_INTERVAL", "1000000000", 1);
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", 1);
    setenv("DBSPAN_EXIT_TIMEOUT", "0", 1);
    Configure({});
    ASSERT_NE(Current(), nullptr);
    Sink::Install(&TheSink());
  }
  static void TearDownTestSuite() {
    Sink::Install(nullptr);
    Retire();
  }

  /// Makes the same calls in the general form and in the short one, several times each, because a
  /// kind of operation takes the short form only after it was measured once. Expects the same
  /// series, and that at least `least` operations took the short form: statements that share a slot
  /// of KnownStatements, which depends on random keys, take it in turns.
  static void ExpectSameSeries(const std::function<void()>& calls, int least) {
    constexpr int kTimes = 3;
    const auto repeated = [&] {
      for (int i = 0; i < kTimes; ++i) calls();
    };
    const Sink::Measuring measuring = Sink::measuring();
    ASSERT_NE(measuring.serial(), 0U);
    Sink::SetMeasuring({});
    Sink::SetOnlyMeasures(false);
    const AllCounts described = CountsOf(repeated);
    Sink::SetOnlyMeasures(true);
    const AllCounts general = CountsOf(repeated);
    Sink::SetMeasuring(measuring);
    TheSink().measured = 0;
    const AllCounts measured = CountsOf(repeated);
    EXPECT_FALSE(described.empty());
    EXPECT_EQ(general, described);
    EXPECT_EQ(measured, described);
    EXPECT_GE(TheSink().measured, least);
  }
};

}  // namespace dbspan::recorder
