#include "recorder/sampler.h"

#include <gmock/gmock.h>

namespace dbspan::recorder {
namespace {

TraceId Ending(std::uint64_t number) {
  TraceId id{};
  id[0] = 1;
  for (std::size_t i = 0; i < 8; ++i) id[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

constexpr Parent kRoot{false, false};
constexpr Parent kSampledParent{true, true};
constexpr Parent kUnsampledParent{true, false};

TEST(SamplerTest, ParentDecidesIfParentBased) {
  Sampler sampler;
  sampler.ratio = 0.0;
  EXPECT_EQ(sampler.Decide(kSampledParent, Ending(0)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Ending(0)), Decision::kDrop);

  sampler.ratio = 1.0;
  EXPECT_EQ(sampler.Decide(kUnsampledParent, Ending(0)), Decision::kDrop);
  EXPECT_EQ(sampler.Decide(kRoot, Ending(~std::uint64_t{0})), Decision::kSample);
}

TEST(SamplerTest, ParentDoesNotMatterIfNotParentBased) {
  Sampler sampler;
  sampler.parent_based = false;
  EXPECT_EQ(sampler.Decide(kUnsampledParent, Ending(0)), Decision::kSample);

  sampler.ratio = 0.0;
  EXPECT_EQ(sampler.Decide(kSampledParent, Ending(0)), Decision::kDrop);
}

TEST(SamplerTest, RatioIsOfTheLowerBytesOfTheTraceId) {
  Sampler sampler;
  sampler.ratio = 0.25;

  EXPECT_EQ(sampler.Decide(kRoot, Ending(0)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Ending(0x3FFFFFFFFFFFFFFF)), Decision::kSample);
  EXPECT_EQ(sampler.Decide(kRoot, Ending(0x4000000000000000)), Decision::kDrop);
  EXPECT_EQ(sampler.Decide(kRoot, Ending(0xFFFFFFFFFFFFFFFF)), Decision::kDrop);
}

TEST(SamplerTest, WhatAParticularRatioSamplesALargerOneDoesToo) {
  Sampler smaller;
  smaller.ratio = 0.1;
  Sampler larger;
  larger.ratio = 0.2;

  for (std::uint64_t i = 0; i < 1000; ++i) {
    const TraceId id = Ending(i * 0x9E3779B97F4A7C15U);
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
  const Decision decision = sampler.Decide(kRoot, Ending(0));

  EXPECT_EQ(decision, Decision::kRecordOnly);
  EXPECT_FALSE(sampler.Keeps(decision, false, 999));
  EXPECT_TRUE(sampler.Keeps(decision, false, 1000));
  EXPECT_TRUE(sampler.Keeps(decision, true, 0));
  EXPECT_TRUE(sampler.Keeps(Decision::kSample, false, 0));
  EXPECT_FALSE(sampler.Keeps(Decision::kDrop, true, 2000));
}

}  // namespace
}  // namespace dbspan::recorder
