#include "mysql/fraction.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>

namespace dbspan::mysql {
namespace {

TEST(FractionTest, HasSixDecimalsIfTheyAreExact) {
  EXPECT_EQ(FractionText(1.5), "1.500000");
  EXPECT_EQ(FractionText(-2.0F), "-2.000000");
  EXPECT_EQ(FractionText(0.1F), "0.100000");
}

TEST(FractionTest, HasAsFewDigitsAsAreExactOtherwise) {
  EXPECT_EQ(FractionText(1e-9), "1e-09");
  EXPECT_EQ(FractionText(0.12345678), "0.12345678");
}

TEST(FractionTest, ReadsBackAsTheSameNumber) {
  std::mt19937_64 random{1};
  for (int round = 0; round < 20000; ++round) {
    const std::uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (std::isnan(number)) continue;
    const std::string text = FractionText(number);
    double read = 0;
    std::from_chars(text.data(), text.data() + text.size(), read);
    EXPECT_EQ(read, number) << text;
  }
  const double largest = std::numeric_limits<double>::max();
  EXPECT_EQ(FractionText(largest), std::to_string(largest));
}

}  // namespace
}  // namespace dbspan::mysql
