#include "core/log/log_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dbspan {
namespace {

std::string Line(const std::string& message) { return std::string{LogLine{message}.text()}; }

TEST(LogLineTest, HasAPrefixAndEnds) { EXPECT_EQ(Line("hello"), "[dbspan] hello\n"); }

TEST(LogLineTest, IsOneLineThatSteersNoTerminal) {
  EXPECT_EQ(Line("a\nb\r\x1b[2Jc\x7f"), "[dbspan] a b  [2Jc \n");
}

TEST(LogLineTest, KeepsOtherLanguages) { EXPECT_EQ(Line("größer"), "[dbspan] größer\n"); }

TEST(LogLineTest, IsCutAtOneKilobyte) {
  const std::string fits(1024 - 10, 'x');

  EXPECT_EQ(Line(fits), "[dbspan] " + fits + "\n");
  EXPECT_EQ(Line(fits + "y"), "[dbspan] " + fits.substr(3) + "...\n");
}

}  // namespace
}  // namespace dbspan
