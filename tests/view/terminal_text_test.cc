#include "view/terminal_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "view/units.h"

namespace dbspan::view {
namespace {

struct TextCase {
  const char* name;
  std::string text;
  std::string expected;
};

std::string CaseName(const testing::TestParamInfo<TextCase>& info) { return info.param.name; }

class PrintableTest : public testing::TestWithParam<TextCase> {};

TEST_P(PrintableTest, ShowsNothingThatATerminalObeys) {
  EXPECT_EQ(Printable(GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, PrintableTest,
    testing::Values(TextCase{"Plain", "SELECT users", "SELECT users"},
                    TextCase{"TitleOfWindow", "\x1b]0;evil\x07", "\\x1b]0;evil\\x07"},
                    TextCase{"ControlSequenceOfC1",
                             "\xC2\x9B"
                             "31m",
                             "\\x9b31m"},
                    TextCase{"BidirectionalOverride",
                             "a\xE2\x80\xAE"
                             "b",
                             "a\\u202eb"},
                    TextCase{"ZeroWidth",
                             "a\xE2\x80\x8B"
                             "b",
                             "a\\u200bb"},
                    TextCase{"Nul", std::string{"a\0b", 3}, "a\\x00b"},
                    TextCase{"BrokenUtf8", "a\xC3(", "a\\xc3("},
                    TextCase{"OverlongSlash", "\xC0\xAF", "\\xc0\\xaf"},
                    TextCase{"Surrogate", "\xED\xA0\x80", "\\xed\\xa0\\x80"},
                    TextCase{"LineBreaksAndTabsAreBlanks", "a\nb\tc\rd", "a b c d"},
                    TextCase{"OtherScripts", "データ", "データ"}),
    CaseName);

TEST(CutToTest, CutsAtACharacterAndCountsWideOnesTwice) {
  EXPECT_EQ(CutTo("データベース", 7), "データ…");
  EXPECT_EQ(CutTo("データベース", 6), "デー…");
  EXPECT_EQ(CutTo("データ", 6), "データ");
  EXPECT_EQ(CutTo("abc", 0), "");
  EXPECT_EQ(CellsOf(FillTo("データ", 9)), 9U);
  EXPECT_EQ(FillLeftTo("ab", 4), "  ab");
}

TEST(WrapTest, NoLineIsWiderThanAskedFor) {
  EXPECT_EQ(Wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(Wrap("abcdefghij", 4, 0), "abc…");
}

TEST(PaintTest, WithoutColoursThereIsNoEscapeByte) {
  EXPECT_EQ(Paint("x", Colour::kRed, Look{}), "x");
  Look look;
  look.colour = true;
  EXPECT_EQ(Paint("x", Colour::kRed, look), "\x1b[31mx\x1b[0m");
}

TEST(ToAsciiTest, ReplacesOurSignsAndHidesOtherCharacters) {
  EXPECT_EQ(ToAscii("├─ a … × 3 é"), "|- a ~ x 3 ?");
}

TEST(UnitsTest, ShowAtMostThreeSignificantDigits) {
  EXPECT_EQ(DurationText(1'840'000'000), "1.84 s");
  EXPECT_EQ(DurationText(24'800'000), "24.8 ms");
  EXPECT_EQ(DurationText(730'000), "0.73 ms");
  EXPECT_EQ(DurationText(9'000), "9.00 µs");
  EXPECT_EQ(DurationText(0), "0.00 ms");
  EXPECT_EQ(DurationText(9'996'000), "10.0 ms");
  EXPECT_EQ(DurationText(1'234'000'000'000), "1,234 s");
  EXPECT_EQ(DurationText(1'000, Unit::kMilliseconds), "<0.01 ms");
}

TEST(UnitsTest, AColumnHasTheUnitOfItsLargestValueUnlessTheSmallestWouldVanish) {
  EXPECT_EQ(UnitFor({21'900'000, 100'000}), Unit::kMilliseconds);
  EXPECT_EQ(UnitFor({2'000'000'000, 500'000'000}), Unit::kSeconds);
  EXPECT_EQ(UnitFor({2'000'000'000, 400'000}), Unit::kMilliseconds);
  EXPECT_EQ(UnitFor({-1, 0}), Unit::kMilliseconds);
}

TEST(UnitsTest, CountsAndShares) {
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(1'234'567), "1,234,567");
  EXPECT_EQ(CountText(1, "row", "rows"), "1 row");
  EXPECT_EQ(ShareText(1, 3), "33 %");
  EXPECT_EQ(ShareText(1, 100'000), "<0.1 %");
  EXPECT_EQ(ShareText(0, 1), "0.0 %");
}

}  // namespace
}  // namespace dbspan::view
