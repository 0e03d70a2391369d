#include "recorder/sampler.h"

#include <gmock/gmock.h>

#include <cfenv>
#include <cstring>

namespace dbspan::recorder {
namespace {

TraceId Beginning(std::uint64_t number) {
  TraceId id{};
  std::memcpy(id.data(), &number, sizeof number);
  id[15] = 1;
  return id;
}

constexpr Parent kRoot{false, false};
constexpr Parent kSampledParent{true, true};
constexpr Parent kUnsampledParent{true, false};

TEST(SamplerTest, ParentDecidesIfParentBased) {
  Sampler sampler;
  sampler.ratio = 0.0;
  EXPECT_EQ(sampler.Decide(kSampledParent, Beginning(0)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0)), Decision::kDrop);

  sampler.ratio = 1.0;
  EXPECT_EQ(sampler.Decide(kUnsampledParent, Beginning(0)), Decision::kDrop);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(~std::uint64_t{0})), Decision::kSample);
}

TEST(SamplerTest, ARatioRaisesNoFloatingPointExceptions) {
  Sampler sampler;
  sampler.ratio = 0.3;
  std::feclearexcept(FE_ALL_EXCEPT);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0x1234'5678'7856'3412)), Decision::kSample);
  EXPECT_EQ(std::fetestexcept(FE_ALL_EXCEPT), 0);
}

TEST(SamplerTest, ParentDoesNotMatterIfNotParentBased) {
  Sampler sampler;
  sampler.parent_based = false;
  EXPECT_EQ(sampler.Decide(kUnsampledParent, Beginning(0)), Decision::kSample);

  sampler.ratio = 0.0;
  EXPECT_EQ(sampler.Decide(kSampledParent, Beginning(0)), Decision::kDrop);
}

TEST(SamplerTest, RatioIsOfTheFirstBytesOfTheTraceId) {
  Sampler sampler;
  sampler.ratio = 0.25;

  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0x3FFFFFFFFFFFFFFF)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0x4000000000000000)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0x4000000000100000)), Decision::kDrop);
  EXPECT_EQ(sampler.Decide(kRoot, Beginning(0xFFFFFFFFFFFFFFFF)), Decision::kDrop);
}

TEST(SamplerTest, WhatAParticularRatioSamplesALargerOneDoesToo) {
  Sampler smaller;
  smaller.ratio = 0.1;
  Sampler larger;
  larger.ratio = 0.2;

  for (std::uint64_t i = 0; i < 1000; ++i) {
    const TraceId id = Beginning(i * 0x9E3779B97F4A7C15U);
    if (smaller.Decide(kRoot, id) == Decision::kSample) {
      EXPECT_EQ(larger.Decide(kRoot, id), Decision::kSample);
    }
  }
}

TEST(SamplerTest, KeepsFailedAndSlowOnesThoughTheyAreNotSampled) {
  Sampler sampler;
  sampler.ratio = 0.0;
  sampler.keep_failed = true;
  sampler.keep_slower_than = 1000;
  const Decision decision = sampler.Decide(kRoot, Beginning(0));

  EXPECT_EQ(decision, Decision::kRecordOnly);
  EXPECT_FALSE(sampler.Keeps(decision, false, 999));
  EXPECT_TRUE(sampler.Keeps(decision, false, 1000));
  EXPECT_TRUE(sampler.Keeps(decision, true, 0));
  EXPECT_TRUE(sampler.Keeps(Decision::kSample, false, 0));
  EXPECT_FALSE(sampler.Keeps(Decision::kDrop, true, 2000));
}

}  // namespace
}  // namespace dbspan::recorder
