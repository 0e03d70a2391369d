// Tests a new meter provider at the address of a destroyed one, whose instruments must not be used
// any more.
#include <gtest/gtest.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <new>
#include <thread>

#include "dbspan/instrumenter.h"
#include "dbspan/options.h"
#include "dbspan/pool.h"
#include "tests/support/sample.h"

namespace dbspan {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;

/// Counts measurements while the provider exists (`recorded`) and after it was destroyed (`late`).
struct Seen {
  bool alive = true;
  int recorded = 0;
  int late = 0;

  void Record() noexcept { ++(alive ? recorded : late); }
};

template <class T>
class SeenHistogram : public metrics::NoopHistogram<T> {
 public:
  explicit SeenHistogram(Seen& seen) noexcept
      : metrics::NoopHistogram<T>("", "", ""), seen_(&seen) {}
  void Record(T /*value*/, const opentelemetry::common::KeyValueIterable& /*attributes*/,
              const opentelemetry::context::Context& /*context*/) noexcept override {
    seen_->Record();
  }

 private:
  Seen* seen_;
};

/// Only its histogram of doubles counts; all other instruments do nothing.
class SeenMeter : public metrics::Meter {
 public:
  explicit SeenMeter(Seen& seen) noexcept : seen_(&seen) {}
  nostd::unique_ptr<metrics::Histogram<double>> CreateDoubleHistogram(
      nostd::string_view, nostd::string_view, nostd::string_view) noexcept override {
    return nostd::unique_ptr<metrics::Histogram<double>>{new SeenHistogram<double>{*seen_}};
  }
#define DBSPAN_NOOP(Instrument, Create)                          \
  Instrument Create(nostd::string_view name, nostd::string_view, \
                    nostd::string_view) noexcept override {      \
    return noop_.Create(name, "", "");                           \
  }
  DBSPAN_NOOP(nostd::unique_ptr<metrics::Counter<std::uint64_t>>, CreateUInt64Counter)
  DBSPAN_NOOP(nostd::unique_ptr<metrics::Counter<double>>, CreateDoubleCounter)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateInt64ObservableCounter)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateDoubleObservableCounter)
  DBSPAN_NOOP(nostd::unique_ptr<metrics::Histogram<std::uint64_t>>, CreateUInt64Histogram)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateInt64ObservableGauge)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateDoubleObservableGauge)
  DBSPAN_NOOP(nostd::unique_ptr<metrics::UpDownCounter<std::int64_t>>, CreateInt64UpDownCounter)
  DBSPAN_NOOP(nostd::unique_ptr<metrics::UpDownCounter<double>>, CreateDoubleUpDownCounter)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateInt64ObservableUpDownCounter)
  DBSPAN_NOOP(nostd::shared_ptr<metrics::ObservableInstrument>, CreateDoubleObservableUpDownCounter)
#undef DBSPAN_NOOP

 private:
  Seen* seen_;
  metrics::NoopMeter noop_;
};

class SeenProvider : public metrics::MeterProvider {
 public:
  explicit SeenProvider(Seen& seen) : seen_(&seen), meter_(new SeenMeter{seen}) {}
  ~SeenProvider() override { seen_->alive = false; }
  nostd::shared_ptr<metrics::Meter> GetMeter(nostd::string_view, nostd::string_view,
                                             nostd::string_view) noexcept override {
    return meter_;
  }

 private:
  Seen* seen_;
  nostd::shared_ptr<metrics::Meter> meter_;
};

class AddressUsedAgainTest : public ::testing::Test {
 protected:
  /// Destroys the installed provider, then installs another at the same address.
  void Install(Seen& seen) {
    metrics::Provider::SetMeterProvider({});
    auto* const made = new (place_.data()) SeenProvider{seen};
    metrics::Provider::SetMeterProvider(nostd::shared_ptr<metrics::MeterProvider>{
        std::shared_ptr<metrics::MeterProvider>{made, [](auto* it) { std::destroy_at(it); }}});
    // dbspan compares identities again only after some 100 microseconds.
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  void TearDown() override {
    metrics::Provider::SetMeterProvider(
        nostd::shared_ptr<metrics::MeterProvider>{new metrics::NoopMeterProvider});
  }

  alignas(SeenProvider) std::array<std::byte, sizeof(SeenProvider)> place_;
  Seen first_;
  Seen second_;
};

TEST_F(AddressUsedAgainTest, AnOperationOfTheDeadProviderIsNotMeasured) {
  Install(first_);
  const Instrumenter instrumenter{test::kClient, Options{}};
  instrumenter.Start(test::Select).End(Outcome{});
  detail::OperationSpan open = instrumenter.Start(test::Select);

  Install(second_);
  open.End(Outcome{});

  EXPECT_EQ(first_.recorded, 1);
  EXPECT_EQ(first_.late, 0);
  instrumenter.Start(test::Select).End(Outcome{});
  EXPECT_EQ(second_.recorded, 1);
}

TEST_F(AddressUsedAgainTest, APoolOfTheDeadProviderIsNotMeasured) {
  Install(first_);
  PoolMetrics pool{"orders", [] { return PoolState{}; }};
  pool.RecordWait(std::chrono::seconds{1});

  Install(second_);
  pool.RecordWait(std::chrono::seconds{1});

  EXPECT_EQ(first_.recorded, 1);
  EXPECT_EQ(first_.late, 0);
}

}  // namespace
}  // namespace dbspan
