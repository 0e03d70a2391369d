#include <gmock/gmock.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/view/sample_store.h"
#include "view/top_table.h"

namespace dbspan::view {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TopStatement Select(std::uint64_t count, std::int64_t each) {
  TopStatement statement;
  statement.hash = "01";
  statement.label = "SELECT stock";
  statement.system = "postgresql";
  statement.text = "SELECT * FROM stock WHERE id = ?";
  statement.count = count;
  statement.rows = static_cast<std::int64_t>(2 * count);
  statement.total = static_cast<std::int64_t>(count) * each;
  statement.durations = {{each, count}};
  return statement;
}

TopStatement Get(std::uint64_t hits, std::uint64_t misses) {
  TopStatement statement;
  statement.hash = "02";
  statement.label = "GET cart:*";
  statement.system = "redis";
  statement.text = "GET cart:*";
  statement.count = hits + misses;
  statement.failed = 1;
  statement.hits = static_cast<std::int64_t>(hits);
  statement.misses = static_cast<std::int64_t>(misses);
  statement.total = static_cast<std::int64_t>(hits + misses) * 1000;
  statement.durations = {{1000, hits + misses}};
  return statement;
}

TopSnapshot At(std::int64_t seconds, std::vector<TopStatement> statements) {
  TopSnapshot snapshot;
  snapshot.title = "shop";
  snapshot.pid = 4711;
  snapshot.started = kBase;
  snapshot.time = kBase + seconds * kSecond;
  snapshot.processes = 3;
  snapshot.statements = std::move(statements);
  return snapshot;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Look Wide() {
  Look look;
  look.width = 120;
  return look;
}

TEST(TopTest, WhatWasAskedForSinceTheEarlierSnapshotIsShown) {
  const TopSnapshot before = At(10, {Select(1000, 9'000'000), Get(10, 0)});
  TopSnapshot now = At(20, {Select(1000, 9'000'000), Get(40, 20)});
  now.statements[0].count += 50;
  now.statements[0].rows += 100;
  now.statements[0].total += 50 * kMillisecond;
  now.statements[0].durations[kMillisecond] = 50;

  const auto lines = Lines(DrawTop(now, &before, {}, Wide(), 0));

  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0],
            "dbspan top  shop, 3 processes  0:20  10 ops/s  mean 0.50 ms  failed 0  hit 60 %  "
            "lost 0  sorted by total, last 10 s");
  EXPECT_THAT(lines[2], StartsWith("SELECT stock"));
  EXPECT_THAT(lines[2], HasSubstr("50  5.0    99.9  1.00       -  1.00  1.00      2.0     -"));
  EXPECT_THAT(lines[3], HasSubstr("50  5.0     0.1  0.00       -  0.00  0.00        -  60.0"));
}

TEST(TopTest, WithoutAnEarlierOneTheSumsAreSinceTheStart) {
  const auto lines = Lines(DrawTop(At(10, {Select(1000, kMillisecond)}), nullptr, {}, Wide(), 0));

  EXPECT_THAT(lines[0], HasSubstr("since start"));
  EXPECT_THAT(lines[2], HasSubstr("1,000  100   100.0  1.00"));
}

TEST(TopTest, ColumnsGoFromTheRightAndNoLineIsWider) {
  Look look;
  const char* const gone[] = {"HIT%", "ROWS/OP", "MAX", "P95", "FAILED", "MEAN"};
  std::size_t missing = 0;
  for (std::size_t width = 110; width >= 20; --width) {
    look.width = width;
    const std::string screen =
        DrawTop(At(10, {Select(1000, kMillisecond), Get(5, 5)}), nullptr, {}, look, 24);
    for (const std::string& line : Lines(screen)) EXPECT_LE(CellsOf(line), width) << line;
    while (missing < 6 && screen.find(gone[missing]) == std::string::npos) ++missing;
    for (std::size_t i = missing; i < 6; ++i) EXPECT_THAT(screen, HasSubstr(gone[i])) << width;
  }
  EXPECT_EQ(missing, 6U);
}

TEST(TopTest, AScreenHasTheHeightOfTheTerminal) {
  for (const std::size_t height : {4U, 5U, 6U, 8U, 24U, 50U}) {
    std::vector<TopStatement> statements;
    for (int i = 0; i < 100; ++i) {
      statements.push_back(Select(10, kMillisecond));
      statements.back().hash = std::to_string(i);
    }
    TopChoices choices;
    choices.selected = 99;

    const auto lines = Lines(DrawTop(At(10, statements), nullptr, choices, Wide(), height));

    EXPECT_EQ(lines.size(), height);
    EXPECT_THAT(lines, ::testing::Contains(StartsWith("> SELECT stock")));
  }
}

TEST(TopTest, TheFilterWantsAllWordsAndSortingFollowsTheChoice) {
  TopChoices choices;
  choices.filter = "STOCK where";
  TopShown shown;
  const TopSnapshot now = At(10, {Select(10, kMillisecond), Get(50, 50)});
  EXPECT_THAT(DrawTop(now, nullptr, choices, Wide(), 24, &shown), Not(HasSubstr("GET cart")));
  EXPECT_EQ(shown.rows, 1U);
  EXPECT_EQ(shown.selected, "01");

  choices.filter.clear();
  choices.sort = TopChoices::Sort::kCount;
  EXPECT_THAT(Lines(DrawTop(now, nullptr, choices, Wide(), 0))[2], StartsWith("GET cart"));
  choices.reverse = true;
  EXPECT_THAT(Lines(DrawTop(now, nullptr, choices, Wide(), 0))[2], StartsWith("SELECT stock"));
}

TEST(TopTest, TextsFromOutsideAreHarmless) {
  TopStatement hostile = Select(1, kMillisecond);
  hostile.label = hostile.text = "SELECT \x1b]0;pwned\x07 \xe2\x80\xae";
  TopSnapshot now = At(1, {hostile});
  now.title = "\x1b[2J";
  now.in_flight.push_back({1, "\x1b[2J", kBase});
  TopChoices choices;
  choices.details = true;
  choices.filter = "select";

  const std::string screen = DrawTop(now, nullptr, choices, Wide(), 24);

  EXPECT_EQ(screen.find('\x1b'), std::string::npos);
  EXPECT_EQ(screen.find('\x07'), std::string::npos);
}

TEST(TopTest, ASnapshotIsReadAsItWasWritten) {
  TopSnapshot snapshot = At(10, {Select(1000, kMillisecond), Get(5, 5)});
  snapshot.in_flight.push_back({4711, "UPDATE stock", kBase});
  snapshot.statements[0].label = "SELECT \xff";

  const TopSnapshot read = DecodeSnapshot(EncodeSnapshot(snapshot));

  EXPECT_EQ(read.title, "shop");
  EXPECT_EQ(read.pid, 4711);
  EXPECT_EQ(read.statements.size(), 2U);
  EXPECT_EQ(read.statements[1].durations, snapshot.statements[1].durations);
  EXPECT_EQ(read.in_flight.at(0).start, kBase);
  EXPECT_THROW(DecodeSnapshot("{}"), std::exception);
  EXPECT_THROW(DecodeSnapshot("not JSON"), std::exception);
}

TEST(TopTest, DetailsHaveErrorsAndTracesOfTheStatement) {
  TopStatement failing = Select(3, kMillisecond);
  failing.failed = 2;
  failing.errors = {"42P01 relation ? does not exist (2)"};
  failing.traces = {"slowest  1.00 ms  12:03:11  trace 01"};
  TopChoices choices;
  choices.details = true;

  const std::string text =
      DrawTop(At(10, {failing, Get(1, 1)}), nullptr, choices, {100, false, true}, 24);

  EXPECT_THAT(text, HasSubstr("\n    SELECT * FROM stock WHERE id = ?\n"
                              "    42P01 relation ? does not exist (2)\n"
                              "    slowest  1.00 ms  12:03:11  trace 01\n"));
  choices.details = false;
  EXPECT_THAT(DrawTop(At(10, {failing}), nullptr, choices, {100, false, true}, 24),
              Not(HasSubstr("42P01")));
}

TEST(TopTest, TheOutputOfTheProgramTakesThePlaceOfTheTable) {
  TopChoices choices;
  choices.output = true;
  choices.output_text = "first\nsecond\x1b[31m\nlast";

  const std::string text =
      DrawTop(At(10, {Select(3, 1)}), nullptr, choices, {1000, false, true}, 6);

  EXPECT_THAT(text, HasSubstr("\nsecond\\x1b[31m\nlast\n"));
  EXPECT_THAT(text, Not(HasSubstr("first")));
  EXPECT_THAT(text, Not(HasSubstr("SELECT stock")));
  EXPECT_THAT(text, HasSubstr("o output"));
  choices.output_text.clear();
  EXPECT_THAT(DrawTop(At(10, {}), nullptr, choices, {100, false, true}, 24),
              HasSubstr("no output yet"));
}

TEST(TopTest, AMessageStandsAboveTheKeys) {
  TopChoices choices;
  choices.message = "saved dbspan-shop-4711.html";

  EXPECT_THAT(DrawTop(At(10, {}), nullptr, choices, {100, false, true}, 24),
              HasSubstr("\nsaved dbspan-shop-4711.html\n"));
}

TEST(TopTest, ASnapshotHasTheMostFrequentErrorsOfEachStatement) {
  Store store{1U << 20U};
  store.OnResource(ShopResource());
  SpanId id = 0;
  const auto fail = [&](const char* code, int times) {
    for (int i = 0; i < times; ++i) {
      ReceivedSpan span = StatementSpan(1, ++id, 0, "postgresql", "SELECT a", "SELECT ?", 0, 5);
      span.status = 2;
      span.message = "failed";
      store.OnSpan(With(std::move(span), "error.type", code));
    }
  };
  fail("A", 1);
  fail("B", 3);
  fail("C", 2);
  fail("D", 4);

  const TopSnapshot snapshot = DecodeSnapshot(EncodeSnapshot(TakeSnapshot(store)));

  ASSERT_EQ(snapshot.statements.size(), 1U);
  EXPECT_THAT(snapshot.statements[0].errors,
              ElementsAre("D failed (4)", "B failed (3)", "C failed (2)"));
}

TEST(TopTest, ASnapshotHasTheTracesOfTheStatementThatIsAskedFor) {
  Store store{1U << 20U};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(9, 1, 0, "checkout", 0, kSecond));
  const auto add = [&](SpanId id, SpanId parent, std::int64_t duration, const char* error) {
    ReceivedSpan span = StatementSpan(9, id, parent, "postgresql", "SELECT a", "SELECT ?",
                                      static_cast<std::int64_t>(id) * kSecond, duration);
    store.OnSpan(error == nullptr ? std::move(span) : Failed(std::move(span), error, "cancelled"));
  };
  add(2, 1, 9 * kMillisecond, nullptr);
  add(3, 2, kMillisecond, "57014");
  add(4, 7, kMillisecond, nullptr);  // its parent is unknown
  const std::string hash = TakeSnapshot(store).statements.at(0).hash;
  EXPECT_THAT(TakeSnapshot(store).statements[0].traces, testing::IsEmpty());

  const TopSnapshot snapshot = DecodeSnapshot(EncodeSnapshot(TakeSnapshot(store, hash)));

  EXPECT_THAT(
      snapshot.statements.at(0).traces,
      ElementsAre(
          testing::MatchesRegex("slowest  9.00 ms  ..:..:..  below checkout  trace [0-9a-f]+"),
          testing::MatchesRegex(
              "failed   1.00 ms  ..:..:..  ERROR 57014  below checkout  trace [0-9a-f]+"),
          testing::MatchesRegex("latest   1.00 ms  ..:..:..  trace [0-9a-f]+")));
}

}  // namespace
}  // namespace dbspan::view
