#include "view/store.h"
#include "view/statement_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "insight/key_pattern.h"
#include "tests/view/sample_store.h"
#include "view/forest.h"
#include "view/picture.h"

namespace dbspan::view {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr std::size_t kPlenty = 256U << 20U;

std::vector<std::string> NamesOf(const Store& store, const Forest& forest) {
  std::vector<std::string> names;
  for (const Row& row : forest.rows) {
    std::string name(row.depth, ' ');
    if (row.span == kNoRow) {
      name += row.kind == RowKind::kProcess ? "(process)"
              : row.kind == RowKind::kBurst ? "(burst)"
                                            : "(missing)";
    } else {
      name += store.strings()[store.spans()[row.span].name];
    }
    names.push_back(name);
  }
  return names;
}

TEST(StoreTest, ASpanThatComesTwiceCountsOnce) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (int i = 0; i < 2; ++i) {
    store.OnSpan(StatementSpan(1, 7, 0, "postgresql", "SELECT a", "SELECT ?", 0, 5));
  }

  EXPECT_THAT(store.spans(), SizeIs(1));
  EXPECT_EQ(store.duplicates(), 1U);
  EXPECT_EQ(store.aggregates().operations(), 1U);
}

TEST(StoreTest, ASpanWithoutAnIdIsCountedAndLeftOut) {
  Store store{kPlenty};
  store.OnSpan(SpanOf(1, 0, 0, "x", 0, 1));

  EXPECT_THAT(store.spans(), SizeIs(0));
  EXPECT_EQ(store.invalid(), 1U);
}

TEST(StoreTest, AnEndBeforeTheStartIsMarkedAndLastsNoTime) {
  Store store{kPlenty};
  store.OnSpan(SpanOf(1, 1, 0, "x", 100, -50));

  EXPECT_TRUE(store.spans()[0].end_before_start);
  EXPECT_EQ(store.spans()[0].duration, 0);
}

TEST(StoreTest, BeyondItsMemoryOldTracesGoAndSumsStay) {
  Store store{4U << 20U};
  store.OnResource(ShopResource());
  store.OnSpan(
      Failed(StatementSpan(1, 1, 0, "mariadb", "INSERT x", "INSERT INTO x", 0, 10), "1062", ""));
  for (SpanId i = 0; i < 60'000; ++i) {
    ReceivedSpan span = StatementSpan(0, i + 2, 0, "postgresql", "SELECT a", "SELECT ?",
                                      static_cast<std::int64_t>(i) * kMillisecond, 1000);
    span.trace_id[0] = static_cast<std::uint8_t>(i >> 16U);
    span.trace_id[1] = static_cast<std::uint8_t>(i >> 8U);
    span.trace_id[2] = static_cast<std::uint8_t>(i);
    store.OnSpan(std::move(span));
  }

  EXPECT_GT(store.evicted_spans(), 0U);
  EXPECT_EQ(store.spans().size() + store.evicted_spans(), 60'001U);
  EXPECT_LE(store.bytes(), std::size_t{8} << 20U);
  EXPECT_EQ(store.aggregates().operations(), 60'001U);
  EXPECT_TRUE(std::any_of(store.spans().begin(), store.spans().end(), [](const StoredSpan& span) {
    return span.failed();
  })) << "traces with errors go last";
}

TEST(StoreTest, TextsThatDifferInEverySpanGoWithTheirSpans) {
  Store store{8U << 20U};
  store.OnResource(ShopResource());
  for (SpanId i = 0; i < 100'000; ++i) {
    ReceivedSpan span =
        CommandSpan(0, i + 1, 0, "GET", "GET " + std::string(200, 'k') + std::to_string(i),
                    static_cast<std::int64_t>(i) * kMillisecond, 1000);
    span.trace_id[0] = static_cast<std::uint8_t>(i >> 16U);
    span.trace_id[1] = static_cast<std::uint8_t>(i >> 8U);
    span.trace_id[2] = static_cast<std::uint8_t>(i);
    store.OnSpan(With(std::move(span), "request", std::to_string(i)));
    EXPECT_LE(store.bytes(), std::size_t{9} << 20U) << i;
  }
  const StoredSpan& last = store.spans().back();

  EXPECT_EQ(store.strings()[last.text], "GET " + std::string(200, 'k') + "99999");
  EXPECT_EQ(store.strings()[last.name], "GET 127.0.0.1:6379");
  const auto& attributes = store.attribute_sets()[last.attributes];
  EXPECT_TRUE(std::any_of(attributes.begin(), attributes.end(), [&store](const auto& attribute) {
    return store.strings()[attribute.first] == "request" &&
           store.strings()[attribute.second] == "99999";
  }));
}

TEST(StoreTest, AnEndlessTraceLosesItsOldestChildrenAndKeepsItsRoot) {
  Store store{8U << 20U};
  store.OnResource(ShopResource());
  store.OnSpan(SpanOf(1, 1, 0, "worker", 0, kSecond));
  for (SpanId i = 0; i < 100'000; ++i) {
    store.OnSpan(StatementSpan(1, i + 2, 1, "postgresql", "SELECT a", "SELECT ?",
                               static_cast<std::int64_t>(i + 1) * kMillisecond, 1000));
  }

  EXPECT_EQ(store.traces().size(), 1U);
  EXPECT_EQ(store.evicted_traces(), 0U);
  EXPECT_EQ(store.spans().size() + store.evicted_spans(), 100'001U);
  EXPECT_LE(store.bytes(), std::size_t{9} << 20U);
  EXPECT_GT(store.spans().size(), 10'000U);
  EXPECT_EQ(store.spans()[0].id, 1U);
  EXPECT_EQ(store.spans()[1].id, 100'002U - store.spans().size() + 1) << "the newest are kept";
  EXPECT_EQ(store.spans().back().id, 100'001U);
}

TEST(StoreTest, ProcessesWithoutSpansAreForgottenWhenThereAreTooMany) {
  Store store{4U << 20U};
  for (SpanId i = 0; i < 40'000; ++i) {
    ReceivedResource resource = ShopResource();
    resource.pid = static_cast<std::int64_t>(i);
    store.OnResource(std::move(resource));
    ReceivedSpan span = StatementSpan(0, i + 1, 0, "postgresql", "SELECT a", "SELECT ?",
                                      static_cast<std::int64_t>(i) * kMillisecond, 1000);
    span.trace_id[0] = static_cast<std::uint8_t>(i >> 8U);
    span.trace_id[1] = static_cast<std::uint8_t>(i);
    store.OnSpan(std::move(span));
  }

  EXPECT_LT(store.processes().size(), 20'000U);
  for (const StoredSpan& span : store.spans()) {
    EXPECT_EQ(store.processes()[span.process].pid, static_cast<std::int64_t>(span.id) - 1);
  }
}

TEST(StoreTest, TracesWithFindingsGoLaterThanOthers) {
  Store store{4U << 20U};
  KeepFindings(store, {});
  store.OnResource(ShopResource());
  SpanId id = 0;
  const auto add_trace = [&](std::uint32_t number, int statements) {
    const std::int64_t start = std::int64_t{number} * kMillisecond;
    const SpanId root = ++id;
    for (int i = 0; i <= statements; ++i) {
      const std::string text = "SELECT " + std::to_string(statements);
      ReceivedSpan span = i == 0 ? SpanOf(0, root, 0, "request", start, kMillisecond)
                                 : StatementSpan(0, ++id, root, "postgresql", "SELECT a", text,
                                                 start + i * 2 * kMicrosecond, kMicrosecond);
      span.trace_id[0] = static_cast<std::uint8_t>(number >> 8U);
      span.trace_id[1] = static_cast<std::uint8_t>(number);
      store.OnSpan(std::move(span));
    }
  };
  add_trace(0, 25);  // the oldest
  for (std::uint32_t i = 1; i < 20'000; ++i) add_trace(i, 1);

  EXPECT_GT(store.evicted_traces(), 0U);
  EXPECT_EQ(store.spans()[0].id, 1U);
  EXPECT_GT(store.spans()[30].id, 1'000U) << "the others of its age are gone";
  EXPECT_EQ(TakePicture(store, {}).findings.size(), 1U);
}

TEST(StoreTest, VeryLongTextsStayWithinTheMemory) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20U;
  Store store{16 * kMegabyte};
  store.OnResource(ShopResource());
  for (std::uint8_t i = 1; i <= 100; ++i) {
    store.OnSpan(StatementSpan(i, i, 0, "postgresql", "SELECT a",
                               "SELECT " + std::to_string(i) + std::string(kMegabyte, 'x'), i, 1));
    EXPECT_LE(store.bytes(), 20 * kMegabyte) << +i;
  }

  EXPECT_EQ(store.aggregates().operations(), 100U);
  EXPECT_EQ(store.aggregates().statements().back().label, "others");
  EXPECT_GT(store.spans().size(), 0U);
}

TEST(StoreTest, EventsStayWithTheirSpansWhenOthersGo) {
  Store store{4U << 20U};
  store.OnResource(ShopResource());
  for (SpanId i = 0; i < 40'000; ++i) {
    ReceivedSpan span = StatementSpan(0, i + 1, 0, "postgresql", "SELECT a", "SELECT ?",
                                      static_cast<std::int64_t>(i) * kMillisecond, 1000);
    span.trace_id[0] = static_cast<std::uint8_t>(i >> 8U);
    span.trace_id[1] = static_cast<std::uint8_t>(i);
    for (SpanId event = 0; event < i % 3; ++event) {
      span.events.push_back({"event " + std::to_string(i), span.start, {}});
    }
    store.OnSpan(std::move(span));
  }

  EXPECT_GT(store.evicted_spans(), 0U);
  for (const StoredSpan& span : store.spans()) {
    ASSERT_EQ(span.events, (span.id - 1) % 3);
    for (std::uint32_t i = 0; i < span.events; ++i) {
      ASSERT_EQ(store.strings()[store.events()[span.first_event + i].name],
                "event " + std::to_string(span.id - 1));
    }
  }
}

TEST(AggregatesTest, PercentilesAreWithinTwoPercentOfTheExactOnes) {
  DurationHistogram histogram;
  std::vector<std::int64_t> exact;
  std::mt19937_64 random{7};
  std::lognormal_distribution<double> spread{13, 2};
  for (int i = 0; i < 20'000; ++i) {
    exact.push_back(static_cast<std::int64_t>(spread(random)));
    histogram.Add(exact.back());
  }
  std::sort(exact.begin(), exact.end());

  for (const double share : {0.01, 0.5, 0.9, 0.95, 0.99, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000)) - 1;
    const auto truth = static_cast<double>(exact[rank]);
    EXPECT_NEAR(static_cast<double>(histogram.Percentile(share)), truth, truth * 0.02) << share;
  }
  EXPECT_EQ(histogram.max(), exact.back());
  EXPECT_EQ(histogram.min(), exact.front());
}

TEST(AggregatesTest, TimeInDatabasesCountsOverlapsOnce) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(StatementSpan(1, 1, 0, "postgresql", "A", "A", 0, 100));
  store.OnSpan(StatementSpan(1, 2, 0, "postgresql", "B", "B", 50, 100));
  store.OnSpan(StatementSpan(1, 3, 0, "postgresql", "C", "C", 200, 10));

  EXPECT_EQ(store.aggregates().busy(), 160);
}

TEST(AggregatesTest, LabelsThatSeveralStatementsShareGetTheirCondition) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  store.OnSpan(
      StatementSpan(1, 1, 0, "postgresql", "SELECT t", "SELECT a FROM t WHERE id = ?", 0, 1));
  store.OnSpan(
      StatementSpan(1, 2, 0, "postgresql", "SELECT t", "SELECT a\n FROM t where b = ?", 0, 1));
  store.OnSpan(StatementSpan(1, 3, 0, "postgresql", "SELECT t", "SELECT a FROM t", 0, 1));
  store.OnSpan(
      StatementSpan(1, 4, 0, "postgresql", "SELECT u", "SELECT a FROM u WHERE c = ?", 0, 1));

  EXPECT_THAT(
      DistinctLabels(store.aggregates().statements()),
      ElementsAre("SELECT t WHERE id = ?", "SELECT t where b = ?", "SELECT a FROM t", "SELECT u"));
}

TEST(AggregatesTest, TheLabelOfAnOperationWithoutATargetDoesNotNameTheDatabase) {
  Store store{kPlenty};
  const auto add = [&store](SpanId id, const char* name, Attributes attributes) {
    ReceivedSpan span = SpanOf(1, id, 0, name, 0, 1);
    span.attributes = std::move(attributes);
    store.OnSpan(std::move(span));
    return store.aggregates().statements().back().label;
  };
  const Attributes of_shop{{"db.system.name", "mysql"}, {"db.namespace", "shop"}};
  Attributes set = of_shop;
  set.emplace_back("db.operation.name", "SET");
  Attributes with_table = of_shop;
  with_table.insert(with_table.end(), {{"db.operation.name", "LIST"},
                                       {"db.collection.name", "shop"},
                                       {"db.query.summary", "LIST shop"}});

  EXPECT_EQ(add(1, "SET shop", set), "SET");  // not the setting `shop`
  EXPECT_EQ(add(2, "SET cart", set), "SET cart");
  EXPECT_EQ(add(3, "LIST shop", with_table), "LIST shop");
}

TEST(AggregatesTest, BeyondTheLimitStatementsOfASystemAreOne) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (SpanId i = 1; i <= Aggregates::kStatements + 50; ++i) {
    store.OnSpan(StatementSpan(1, i, 0, "mariadb", "S",
                               "SELECT " + std::string(i % 100, 'x') + std::to_string(i), 0, 1));
  }

  EXPECT_THAT(store.aggregates().statements(), SizeIs(Aggregates::kStatements + 1));
  EXPECT_EQ(store.aggregates().statements().back().label, "others");
  EXPECT_EQ(store.aggregates().statements().back().count(), 50U);
}

TEST(KeyPatternTest, HidesWhatTellsEntriesApart) {
  EXPECT_EQ(insight::KeyPattern("cart:4711:lines"), "cart:*:lines");
  EXPECT_EQ(insight::KeyPattern("session/9f86d081-aa"), "session/*");
  EXPECT_EQ(insight::KeyPattern("api.v2.users"), "api.v2.users");
  EXPECT_EQ(insight::KeyPattern("mail:alice@example.com"), "mail:*.com");
  EXPECT_EQ(insight::CommandPattern("MGET cart:1 cart:2 cart:3"), "MGET cart:*");
  EXPECT_EQ(insight::CommandPattern("SET a:1 ?\nSET a:2 ?"), "SET a:* ?");
}

TEST(ForestTest, ChildrenMayComeBeforeTheirParent) {
  Store store{kPlenty};
  store.OnSpan(SpanOf(1, 3, 2, "grandchild", 20, 1));
  store.OnSpan(SpanOf(1, 2, 1, "child", 10, 50));
  store.OnSpan(SpanOf(1, 1, 0, "root", 0, 100));

  EXPECT_THAT(NamesOf(store, GrowForest(store)), ElementsAre("root", " child", "  grandchild"));
}

TEST(ForestTest, SpansWhoseParentIsMissingStandBelowARowThatSaysSo) {
  Store store{kPlenty};
  store.OnSpan(SpanOf(1, 2, 99, "b", 10, 5));
  store.OnSpan(SpanOf(1, 3, 98, "a", 5, 5));

  EXPECT_THAT(NamesOf(store, GrowForest(store)), ElementsAre("(missing)", " a", " b"));
}

TEST(ForestTest, ALoopOfParentsIsCutAtItsEarliestSpan) {
  Store store{kPlenty};
  store.OnSpan(SpanOf(1, 1, 2, "later", 10, 5));
  store.OnSpan(SpanOf(1, 2, 1, "earlier", 5, 5));
  store.OnSpan(SpanOf(1, 3, 3, "own parent", 20, 5));
  const Forest forest = GrowForest(store);

  EXPECT_THAT(NamesOf(store, forest), ElementsAre("earlier", " later", "own parent"));
  EXPECT_TRUE(forest.rows[0].loop_cut);
  EXPECT_TRUE(forest.rows[2].loop_cut);
}

TEST(ForestTest, AVeryDeepTraceIsNoProblem) {
  Store store{kPlenty};
  for (SpanId i = 1; i <= 200'000; ++i) store.OnSpan(SpanOf(1, i, i - 1, "x", 0, 1));
  const Forest forest = GrowForest(store);

  EXPECT_THAT(forest.rows, SizeIs(200'000));
  EXPECT_EQ(forest.rows[0].below, 199'999U);
  EXPECT_EQ(forest.rows[65'535].depth, 65'535U);
  EXPECT_EQ(forest.rows[199'999].depth, 65'535U) << "as deep as the type allows";
}

TEST(ForestTest, OperationsWithoutAParentAreOfTheirProcessAndInBursts) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (std::uint8_t i = 1; i <= 3; ++i) {
    store.OnSpan(StatementSpan(i, i, 0, "postgresql", "A", "A", i * kMillisecond, 100));
  }
  store.OnSpan(StatementSpan(4, 4, 0, "postgresql", "B", "B", kSecond, 100));
  const Forest forest = GrowForest(store);

  EXPECT_THAT(NamesOf(store, forest),
              ElementsAre("(process)", " (burst)", "  A", "  A", "  A", " B"));
  EXPECT_THAT(forest.trees, SizeIs(1));
  EXPECT_EQ(forest.trees[0].operations, 4U);
}

TEST(ForestTest, ThreadsHaveBurstsOfTheirOwn) {
  Store store{kPlenty};
  store.OnResource(ShopResource());
  for (std::uint8_t i = 1; i <= 4; ++i) {
    store.OnSpan(With(StatementSpan(i, i, 0, "postgresql", "A", "A", i * kMillisecond, 100),
                      "thread.name", i % 2 == 0 ? "even" : "odd"));
  }

  EXPECT_THAT(NamesOf(store, GrowForest(store)),
              ElementsAre("(process)", " (burst)", "  A", "  A", " (burst)", "  A", "  A"));
}

}  // namespace
}  // namespace dbspan::view
