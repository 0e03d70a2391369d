// Tests that the recorder samples the same traces as the SDK in the same process.
#include <gtest/gtest.h>
#include <opentelemetry/common/key_value_iterable_view.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "recorder/sampler.h"

namespace dbspan::recorder {
namespace {

namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;

bool SdkSamples(sdk_trace::TraceIdRatioBasedSampler& sampler, const TraceId& id) {
  const std::map<std::string, std::string> attributes;
  const std::vector<std::pair<trace::SpanContext, std::map<std::string, std::string>>> links;
  const opentelemetry::common::KeyValueIterableView<decltype(attributes)> no_attributes{attributes};
  const trace::SpanContextKeyValueIterableView<decltype(links)> no_links{links};
  const trace::TraceId trace_id{opentelemetry::nostd::span<const std::uint8_t, 16>{id.data(), 16}};
  return sampler
             .ShouldSample(trace::SpanContext::GetInvalid(), trace_id, "GET",
                           trace::SpanKind::kClient, no_attributes, no_links)
             .decision == sdk_trace::Decision::RECORD_AND_SAMPLE;
}

class SamplingTest : public ::testing::TestWithParam<double> {};

std::uint64_t Reversed(std::uint64_t number) {
  std::uint64_t reversed = 0;
  for (int i = 0; i < 8; ++i) reversed = reversed << 8U | (number >> (8U * i) & 0xFFU);
  return reversed;
}

// Tests 100,000 trace ids. In one of the two byte orders, most are close to the threshold of the
// ratio: SDKs differ in the byte order that they use.
TEST_P(SamplingTest, IsThatOfTheSdkForEveryTraceId) {
  const double ratio = GetParam();
  sdk_trace::TraceIdRatioBasedSampler sdk{ratio};
  Sampler own;
  own.parent_based = false;
  own.ratio = ratio;
  std::mt19937_64 random{1};  // NOLINT(cert-msc51-cpp): the same ids in every run
  constexpr double kAll = 18446744073709551616.0;
  const std::uint64_t limit = ratio >= 1.0 ? std::numeric_limits<std::uint64_t>::max()
                                           : static_cast<std::uint64_t>(ratio * kAll);
  int sampled = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t distance = random() >> (random() % 64);
    const std::uint64_t number = i % 4 == 0   ? random()
                                 : i % 4 == 1 ? limit - distance
                                              : limit + distance;
    const std::array<std::uint64_t, 2> words{i % 8 < 4 ? number : Reversed(number), random()};
    TraceId id{};
    std::memcpy(id.data(), words.data(), id.size());
    const bool by_sdk = SdkSamples(sdk, id);

    ASSERT_EQ(own.Decide({}, id) == Decision::kSample, by_sdk) << number << " of " << ratio;
    sampled += by_sdk ? 1 : 0;
  }
  EXPECT_GE(sampled, ratio > 0.0 ? 1'000 : 0);
  EXPECT_LE(sampled, ratio < 0.99 ? 99'000 : 100'000);
}

INSTANTIATE_TEST_SUITE_P(Ratios, SamplingTest,
                         ::testing::Values(0.0, 1e-12, 0.0001, 0.01, 0.1, 0.25, 1.0 / 3.0, 0.5, 0.9,
                                           0.999999, 1.0));

}  // namespace
}  // namespace dbspan::recorder
