#include "view/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "tests/view/sample_store.h"
#include "view/tree_lines.h"
#include "view/tree_text.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t kPlenty = 256U << 20U;

std::string ReadFile(const std::string& path) {
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Compares the text with tests/view/golden/NAME. If DBSPAN_WRITE_GOLDEN is set, writes the file
// first.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string{DBSPAN_GOLDEN_DIR} + "/" + name;
  if (std::getenv("DBSPAN_WRITE_GOLDEN") != nullptr) std::ofstream{path} << text;
  EXPECT_EQ(text, ReadFile(path)) << path;
}

RunFacts ShopRun() {
  RunFacts run;
  run.title = "shop_plain";
  run.outcome = "exit 0";
  run.started = kBase - 10 * kMillisecond;
  run.duration = 1'840 * kMillisecond;
  return run;
}

void ExpectNoLineWiderThan(std::size_t width, const std::string& text) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) EXPECT_LE(CellsOf(line), width) << line;
}

class ReportWidthTest : public testing::TestWithParam<std::size_t> {};

TEST_P(ReportWidthTest, CheckoutLooksAsItDid) {
  Store store{kPlenty};
  AddCheckout(store);
  Look look;
  look.width = GetParam();
  const std::string text = DrawReport(TakePicture(store, ShopRun()), look, {});

  ExpectGolden("checkout_" + std::to_string(GetParam()) + ".txt", text);
  ExpectNoLineWiderThan(GetParam(), text);
}

TEST_P(ReportWidthTest, APromptLooksAsItDid) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  const std::int64_t starts[] = {0, 20, 8'400, 8'500, 21'000};
  for (std::uint8_t i = 0; i < 5; ++i) {
    store.OnSpan(
        With(StatementSpan(i + 1, i + 1, 0, "postgresql", "SELECT orders", "SELECT * FROM orders",
                           starts[i] * kMillisecond, (3 + i) * kMillisecond),
             "db.response.returned_rows", "1204"));
  }
  Look look;
  look.width = GetParam();
  RunFacts run = ShopRun();
  run.duration = 40 * kSecond;
  const std::string text = DrawReport(TakePicture(store, run), look, {});

  ExpectGolden("prompt_" + std::to_string(GetParam()) + ".txt", text);
  ExpectNoLineWiderThan(GetParam(), text);
}

INSTANTIATE_TEST_SUITE_P(Columns, ReportWidthTest, testing::Values(60, 80, 100, 200),
                         testing::PrintToStringParamName());

TEST(ReportTest, AsciiAndColoursLookAsTheyDid) {
  Store store{kPlenty};
  AddCheckout(store);
  Look look;
  look.width = 80;
  look.unicode = false;
  const std::string text = DrawReport(TakePicture(store, ShopRun()), look, {});

  ExpectGolden("checkout_ascii.txt", text);
  for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  look.colour = true;
  look.unicode = true;
  ExpectGolden("checkout_colour.txt", DrawReport(TakePicture(store, ShopRun()), look, {}));
}

TEST(ReportTest, DifferentTextsOfOneSummaryAreDifferentLines) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "load", 0, kSecond));
  for (SpanId i = 0; i < 12; ++i) {
    store.OnSpan(
        StatementSpan(1, 2 + i, 1, "postgresql", "SELECT t",
                      i % 2 == 0 ? "SELECT a FROM t WHERE a = ?" : "SELECT b FROM t WHERE b = ?",
                      static_cast<std::int64_t>(i) * kMillisecond, kMillisecond));
  }
  const Picture picture = TakePicture(store, {});
  const std::string text = DrawTree(picture, picture.forest.trees[0], {}, {});

  EXPECT_THAT(text, HasSubstr("SELECT t WHERE a = ?"));
  EXPECT_THAT(text, HasSubstr("SELECT t WHERE b = ?"));
  EXPECT_THAT(text, Not(HasSubstr("×")));
}

// Returns statements built from few words, so that many differ only a little. Some are very long,
// and some are empty (unknown).
std::string GeneratedText(std::mt19937& random) {
  const auto one_of = [&random](std::initializer_list<const char*> words) {
    return std::string{*(words.begin() + random() % words.size())};
  };
  if (random() % 20 == 0) return "";
  std::string text = "SELECT " + one_of({"a", "b", "*", "a, b"}) + " FROM " + one_of({"t", "u"});
  if (random() % 2 == 0)
    text += " WHERE " + one_of({"id", "name"}) + one_of({" = ?", " > ?", "  = ?"});
  if (random() % 8 == 0) text += std::string(4'080, ' ') + one_of({"-- x", "-- y"});
  // cuts before the part in which long texts differ
  text.resize(std::min<std::size_t>(text.size(), 4'082));
  return text;
}

TEST(ReportTest, GeneratedStatementsOfDifferentTextsAreNeverOneLineUnlessItSaysSo) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random{seed};
    Store store{kPlenty};
    store.OnResource(ShopResource());
    store.OnSpan(SpanOf(1, 1, 0, "checkout", 0, kSecond));
    std::map<SpanId, std::string> sent;  // the texts as the program executed them
    SpanId id = 1;
    while (id < 300) {
      const bool redis = random() % 4 == 0;
      const std::string key = std::to_string(random() % 3 == 0 ? 7 : random() % 1000);
      const std::string whole =
          redis ? "GET cart:" + key + (random() % 2 == 0 ? "" : ":x") : GeneratedText(random);
      for (auto repeat = random() % 9; repeat > 0; --repeat) {
        ++id;
        const auto start = static_cast<std::int64_t>(id) * kMillisecond;
        sent[id] = whole;
        ReceivedSpan span =
            redis ? CommandSpan(1, id, 1, "GET", whole, start, kMicrosecond)
                  : StatementSpan(1, id, 1, "postgresql", "SELECT t", whole, start, kMicrosecond);
        store.OnSpan(std::move(span));
      }
    }
    const Picture picture = TakePicture(store, {});
    TreeOptions options;
    options.lines = 10'000;
    for (const TreeLine& line : LinesOf(picture, picture.forest.trees[0], options).lines) {
      std::set<std::string> texts;
      if (!picture.SpanOf(picture.forest.rows[line.rows.front()])->is_operation()) continue;
      for (const std::uint32_t row : line.rows) {
        texts.insert(sent[picture.SpanOf(picture.forest.rows[row])->id]);
      }
      if (texts.size() < 2 && texts.count("") == 0 && texts.begin()->size() < 4'000) continue;
      const std::string name = picture.NameOf(picture.forest.rows[line.rows.front()]);
      EXPECT_TRUE(name.find('*') != std::string::npos || name.find("(text ") != std::string::npos)
          << seed << ": " << name;
    }
    // Two rows of the table must not have the same label unless their texts differ only in blanks.
    std::map<std::string, std::string> text_of_label;
    for (std::size_t i = 0; i < picture.labels.size(); ++i) {
      std::string text = store.aggregates().statements()[i].text;
      for (auto at = text.find("  "); at != std::string::npos; at = text.find("  ")) {
        text.erase(at, 1);
      }
      while (!text.empty() && text.back() == ' ') text.pop_back();
      const auto [found, added] = text_of_label.emplace(picture.labels[i], text);
      EXPECT_EQ(found->second, text) << picture.labels[i];
    }
  }
}

TEST(ReportTest, AFoldKeepsFailedAndOutstandingOperationsApart) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "load", 0, kSecond));
  for (SpanId i = 0; i < 20; ++i) {
    ReceivedSpan span = StatementSpan(1, 2 + i, 1, "postgresql", "SELECT t", "SELECT a FROM t",
                                      static_cast<std::int64_t>(i) * 10 * kMillisecond,
                                      i == 7 ? 9 * kMillisecond : kMillisecond);
    store.OnSpan(i == 3 ? Failed(std::move(span), "40001", "serialization failure")
                        : std::move(span));
  }
  const Picture picture = TakePicture(store, {});
  const std::string text = DrawTree(picture, picture.forest.trees[0], {}, {});

  EXPECT_THAT(text, HasSubstr("SELECT t  × 18"));
  EXPECT_THAT(text, HasSubstr("ERROR 40001 serialization"));
  EXPECT_THAT(text, HasSubstr("9.00 ms"));
}

TEST(ReportTest, ACodeThatBeginsTheMessageIsShownOnce) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(Failed(CommandSpan(1, 1, 0, "LPUSH", "LPUSH a ?", 0, 5), "WRONGTYPE",
                      "WRONGTYPE Operation against a key"));
  const Picture picture = TakePicture(store, {});

  EXPECT_EQ(ResultOf(picture, picture.forest.rows[1]), "ERROR WRONGTYPE Operation against a key");
}

TEST(ReportTest, TimeOfAFoldCountsOverlapsOnceAndNamesTheSum) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "load", 0, 10 * kMillisecond));
  for (SpanId i = 0; i < 8; ++i) {
    store.OnSpan(StatementSpan(1, 2 + i, 1, "postgresql", "SELECT t", "SELECT a FROM t",
                               static_cast<std::int64_t>(i), 4 * kMillisecond));
  }
  const Picture picture = TakePicture(store, {});
  const std::string text = DrawTree(picture, picture.forest.trees[0], {}, {});

  EXPECT_THAT(text, HasSubstr("4.00 ms"));
  EXPECT_THAT(text, HasSubstr("sum 32.0 ms"));
}

TEST(ReportTest, ASpanThatStandsForManyIsOneLineAndCountsForAll) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "checkout", 0, kSecond));
  ReceivedSpan span = CommandSpan(1, 2, 1, "GET", "GET cart:*", 0, 900 * kMillisecond);
  span = With(std::move(span), "dbspan.merged.count", "10000");
  span = With(std::move(span), "dbspan.merged.total_time", "0.5");
  span = With(std::move(span), "dbspan.merged.shortest_time", "0.00002");
  span = With(std::move(span), "dbspan.merged.longest_time", "0.003");
  store.OnSpan(std::move(span));
  const Picture picture = TakePicture(store, {});
  Look look;
  look.width = 120;
  const std::string text = DrawReport(picture, look, {});

  EXPECT_EQ(picture.forest.trees[0].operations, 10'000U);
  EXPECT_EQ(store.aggregates().operations(), 10'000U);
  const Statement& statement = store.aggregates().statements()[0];
  EXPECT_EQ(statement.durations.count(), 10'000U);
  EXPECT_NEAR(static_cast<double>(statement.durations.total()), 5e8, 1e4);
  EXPECT_EQ(statement.durations.min(), 20 * kMicrosecond);
  EXPECT_EQ(statement.durations.max(), 3 * kMillisecond);
  EXPECT_THAT(text, HasSubstr("10,000 operations"));
  EXPECT_THAT(text, HasSubstr("GET cart:*  × 10,000"));
  EXPECT_THAT(text, HasSubstr("500 ms"));
  EXPECT_THAT(text, HasSubstr("GET cart:* ran 10,000 times in a row"));
}

TEST(ReportTest, AMergedSpanWithWrongNumbersHarmsNothing) {
  for (const char* const count : {"-5", "0", "x", "99999999999999999999", ""}) {
    Store store{kPlenty};
    store.OnResource(ShopResource());
    ReceivedSpan span = CommandSpan(1, 2, 0, "GET", "GET cart:*", 0, kMillisecond);
    span = With(std::move(span), "dbspan.merged.count", count);
    span = With(std::move(span), "dbspan.merged.total_time", "nan");
    store.OnSpan(std::move(span));

    EXPECT_FALSE(DrawReport(TakePicture(store, {}), {}, {}).empty()) << count;
  }
}

TEST(ReportTest, SaysWhereFailedOperationsWereCalled) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "checkout", 0, kSecond));
  for (SpanId i = 0; i < 3; ++i) {
    ReceivedSpan span = Failed(StatementSpan(1, 2 + i, 1, "postgresql", "SELECT t", "SELECT a",
                                             static_cast<std::int64_t>(i), kMillisecond),
                               "42P01", "");
    span = With(std::move(span), "code.function.name", "shop::Checkout");
    span = With(std::move(span), "code.file.path", "/src/shop.cc");
    store.OnSpan(With(std::move(span), "code.line.number", i == 2 ? "30" : "12"));
  }
  const std::string text = DrawReport(TakePicture(store, {}), {}, {});

  EXPECT_THAT(text,
              HasSubstr("SELECT t  × 2  ERROR 42P01  called from shop::Checkout, shop.cc:12\n"));
  EXPECT_THAT(text, HasSubstr("SELECT t  ERROR 42P01  called from shop::Checkout, shop.cc:30\n"));
}

TEST(ReportTest, EveryKindOfFailureIsCountedAndTheMostFrequentAreShown) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  SpanId id = 0;
  const auto fail = [&](int line) {
    ++id;
    const ReceivedSpan span = StatementSpan(1, id, 0, "postgresql", "SELECT t", "SELECT ?",
                                            static_cast<std::int64_t>(id) * kMillisecond, 1000);
    store.OnSpan(With(With(Failed(span, "42P01", ""), "code.file.path", "/src/shop.cc"),
                      "code.line.number", std::to_string(line)));
  };
  for (int line = 100; line < 130; ++line) fail(line);
  for (int i = 0; i < 5; ++i) fail(129);  // the last kind that was seen, and then most often
  const Picture picture = TakePicture(store, {});
  const std::string text = DrawReport(picture, {}, {});
  ReportOptions all;
  all.lines = 1'000'000;

  EXPECT_THAT(picture.failures, SizeIs(30));
  EXPECT_EQ(picture.failures[0].where, "shop.cc:129");
  EXPECT_EQ(picture.failures[0].count, 6U);
  EXPECT_THAT(text, HasSubstr("SELECT t  × 6  ERROR 42P01  called from shop.cc:129\n"
                              "SELECT t  ERROR 42P01  called from shop.cc:100\n"));
  EXPECT_THAT(text, HasSubstr("called from shop.cc:118\n  … 10 more kinds of failure   --all\n"));
  EXPECT_THAT(DrawReport(picture, {}, all), HasSubstr("called from shop.cc:128\n"));
}

TEST(ReportTest, TheSameFindingBelowParentsOfOneNameIsOne) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  SpanId id = 0;
  for (std::uint8_t trace = 1; trace <= 4; ++trace) {
    const SpanId root = ++id;
    const std::int64_t start = trace * kSecond;
    store.OnSpan(SpanOf(trace, root, 0, trace == 4 ? "cart" : "checkout", start, kSecond));
    for (int i = 0; i < 20 + trace; ++i) {
      store.OnSpan(StatementSpan(trace, ++id, root, "postgresql", "SELECT t", "SELECT ?",
                                 start + i * kMillisecond, kMillisecond));
    }
  }
  const Picture picture = TakePicture(store, {});

  ASSERT_THAT(picture.findings, SizeIs(2));
  EXPECT_THAT(picture.findings[0].sentence,
              HasSubstr("SELECT t ran 24 times in a row below «cart»"));
  EXPECT_THAT(picture.findings[0].sentence, Not(HasSubstr("The same")));
  EXPECT_THAT(picture.findings[1].sentence,
              HasSubstr("SELECT t ran 23 times in a row below «checkout»"));
  EXPECT_THAT(picture.findings[1].sentence,
              HasSubstr(" The same below 2 others of that name: 43.0 ms."));
  EXPECT_THAT(picture.findings[1].rows, SizeIs(21 + 22 + 23));
  EXPECT_EQ(picture.finding_of_row[picture.findings[1].rows.back()], 2U);
}

TEST(ReportTest, FortyLinesAtMostFailedOnesFirst) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "load", 0, kSecond));
  for (SpanId i = 0; i < 300; ++i) {
    const std::string name = "SELECT t" + std::to_string(i);
    ReceivedSpan span = StatementSpan(1, 2 + i, 1, "postgresql", name, name,
                                      static_cast<std::int64_t>(i) * kMillisecond, kMillisecond);
    store.OnSpan(i == 250 ? Failed(std::move(span), "42P01", "") : std::move(span));
  }
  const Picture picture = TakePicture(store, {});
  const std::string text = DrawTree(picture, picture.forest.trees[0], {}, {});

  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 40);
  EXPECT_THAT(text, HasSubstr("SELECT t250"));
  EXPECT_THAT(text, HasSubstr("… 262 more operations   --all"));
}

TEST(ReportTest, UnfinishedOperationsHaveNoDuration) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  ReceivedSpan open =
      StatementSpan(1, 1, 0, "mariadb", "UPDATE stock", "UPDATE stock SET a = ?", 0, 0);
  open.unfinished = true;
  store.OnSpan(With(std::move(open), "thread.name", "worker-2"));
  RunFacts run = ShopRun();
  run.outcome = "killed by SIGSEGV (core dumped)";
  run.signal = 11;
  run.started = kBase;
  run.duration = 3'200 * kMillisecond;
  const std::string text = DrawReport(TakePicture(store, run), {}, {});

  EXPECT_THAT(text, HasSubstr("killed by SIGSEGV (core dumped)"));
  EXPECT_THAT(text, HasSubstr("in flight when it died: 1"));
  EXPECT_THAT(text, Not(HasSubstr("the thread that died")));
  EXPECT_THAT(text, HasSubstr("worker-2 (4711)  UPDATE stock  mariadb 127.0.0.1:5432  for 3.20 s"));
  EXPECT_THAT(text, HasSubstr("UNFINISHED"));
}

TEST(ReportTest, TheThreadThatDiedIsMarked) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (int thread = 4; thread < 6; ++thread) {
    ReceivedSpan open =
        StatementSpan(1, thread, 0, "mariadb", "UPDATE stock", "UPDATE stock", 0, 0);
    open.unfinished = true;
    store.OnSpan(With(std::move(open), "thread.id", std::to_string(1710 + thread)));
  }
  RunFacts run = ShopRun();
  run.signal = 11;
  run.dead_thread = 1715;
  Look narrow;
  narrow.width = 60;

  EXPECT_THAT(DrawHead(TakePicture(store, run), narrow),
              HasSubstr("  thread 1714 (4711)  UPDATE stock  mariadb 127.0.0.1:5432 …\n"
                        "  thread 1715 (4711)  UPDATE stock …  ← the thread that died\n"));
}

TEST(ReportTest, NoThreadIsMarkedIfNoneIsKnown) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  ReceivedSpan open = StatementSpan(1, 1, 0, "mariadb", "UPDATE stock", "UPDATE stock", 0, 0);
  open.unfinished = true;
  open = With(std::move(open), "thread.id", "0");
  store.OnSpan(open);
  open.id = 2;
  store.OnSpan(With(std::move(open), "thread.name", "main"));

  const std::string text = DrawHead(TakePicture(store, {}), Look{});

  EXPECT_THAT(text, testing::AllOf(HasSubstr("thread 0"), HasSubstr("main (0)")));
  EXPECT_THAT(text, Not(HasSubstr("the thread that died")));
}

// Processes that the program left running may call a database after its end.
TEST(ReportTest, TimeInDatabasesIsNoShareOfAShorterRun) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(StatementSpan(1, 1, 0, "postgresql", "SELECT a", "SELECT ?", 0, kSecond));
  RunFacts run = ShopRun();
  run.started = kBase;
  run.duration = kSecond;

  EXPECT_THAT(Headline(TakePicture(store, run)),
              HasSubstr("1.00 s of the run in databases (100 %)"));
  run.duration = kSecond / 2;
  EXPECT_THAT(Headline(TakePicture(store, run)),
              testing::AllOf(HasSubstr("1.00 s in databases"), Not(HasSubstr("%"))));
}

TEST(ReportTest, WhatWasLeftOutIsCounted) {
  Store store{1U << 20U};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 0, 0, "without an id", 0, 1));
  for (SpanId i = 1; i <= 20'000; ++i) {
    for (int twice = 0; twice < (i == 20'000 ? 2 : 1); ++twice) {
      store.OnSpan(StatementSpan(1, i, 0, "postgresql", "SELECT a", "SELECT ?",
                                 static_cast<std::int64_t>(i) * kMillisecond, 1000));
    }
  }
  const std::string text = DrawHead(TakePicture(store, {}), {});

  const std::string evicted = CountText(store.evicted_spans());
  EXPECT_THAT(text, HasSubstr(evicted + " of 20,000 spans found no room below --memory"));
  EXPECT_THAT(text, HasSubstr("1 span came more than once"));
  EXPECT_THAT(text, HasSubstr("1 span had no id"));
}

TEST(ReportTest, HostileTextsReachTheTerminalAsEscapes) {
  Store store{kPlenty};
  ReceivedResource resource = ShopResource();
  resource.executable = "\x1b]0;x\x07";
  resource.service = resource.executable;
  store.OnResource(resource);
  store.OnSpan(Failed(
      StatementSpan(1, 1, 0, "post\x1b[31m", "SELECT \xE2\x80\xAE x", "\x1b[2J", 0, 5), "\x1b[1m",
      "\xC2\x9B"
      "5m"));
  RunFacts run = ShopRun();
  run.title = "a\x1b[0m";
  run.notices = {{Notice::Level::kWarning, "\x1b[2J", "\x1b[3J"}};
  const std::string text = DrawReport(TakePicture(store, run), {}, {});

  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(text, Not(HasSubstr("\xC2\x9B")));
}

}  // namespace
}  // namespace dbspan::view
