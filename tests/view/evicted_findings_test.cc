#include "view/evicted_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/view/sample_store.h"
#include "view/json_findings.h"
#include "view/page.h"
#include "view/page_data.h"
#include "view/picture.h"
#include "view/report.h"

namespace dbspan::view {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t kSmall = 4U << 20U;

// A store that evicts spans after a few thousand, and finds findings before.
class EvictedFindingsTest : public testing::Test {
 protected:
  EvictedFindingsTest() {
    KeepFindings(store_, {});
    store_.OnResource(ShopResource());
  }

  // Adds a trace with a root named `root` and `count` statements below it, one after the other.
  void AddTrace(const std::string& root, const std::string& text, int count,
                const std::string& stack = "") {
    const SpanId parent = ++id_;
    const std::int64_t duration = (2 * count + 1) * kMicrosecond;
    Add(SpanOf(0, parent, 0, root, now_, duration), ++trace_);
    for (int i = 0; i < count; ++i) {
      ReceivedSpan span = StatementSpan(0, ++id_, parent, "postgresql", "SELECT stock", text,
                                        now_ + (2 * i + 1) * kMicrosecond, kMicrosecond);
      if (!stack.empty()) span = With(std::move(span), "dbspan.code.stack", stack);
      Add(std::move(span), trace_);
    }
    now_ += kMillisecond;
  }
  // Adds an operation without a parent in a trace of its own.
  void AddAlone(ReceivedSpan span) { Add(std::move(span), ++trace_); }
  void Add(ReceivedSpan span, std::uint32_t trace) {
    for (std::size_t i = 0; i < sizeof trace; ++i) {
      span.trace_id[i] = static_cast<std::uint8_t>(trace >> (8 * i));
    }
    store_.OnSpan(std::move(span));
  }
  // Adds traces with findings of one kind until all that came before are gone.
  void PushOutFound() {
    for (int i = 0; i < 5'000; ++i) AddTrace("found", "SELECT found", 10);
  }

  Store store_{kSmall};
  SpanId id_ = 0;
  std::uint32_t trace_ = 0;
  std::int64_t now_ = 0;
};

TEST_F(EvictedFindingsTest, StayInEveryOutputWithTheirCounts) {
  AddTrace("checkout", "SELECT pieces FROM stock WHERE id = ?", 25);
  PushOutFound();

  const Picture picture = TakePicture(store_, {});

  ASSERT_GT(store_.spans()[0].id, 26U) << "it is evicted";
  ASSERT_THAT(picture.findings, SizeIs(2));
  const PlacedFinding& kept = picture.findings[picture.findings[0].parent == "checkout" ? 0 : 1];
  EXPECT_EQ(kept.finding.count, 25U);
  EXPECT_EQ(kept.finding.busy, 25 * kMicrosecond);
  EXPECT_EQ(kept.parent, "checkout");
  EXPECT_THAT(kept.rows, IsEmpty());
  EXPECT_EQ(kept.sentence,
            "SELECT stock WHERE id = ? ran 25 times in a row below «checkout»: 0.03 ms of its "
            "0.05.");
  const PlacedFinding& other = picture.findings[picture.findings[0].parent == "checkout" ? 1 : 0];
  EXPECT_EQ(other.finding.count, 10U);
  EXPECT_EQ(other.others, 4'999U) << "those that were evicted and those that were not";
  EXPECT_EQ(other.others_busy, 4'999 * 10 * kMicrosecond);
  EXPECT_THAT(DrawReport(picture, {}, {}), HasSubstr("ran 25 times in a row below «checkout»"));
  EXPECT_THAT(FindingRecords(picture),
              AllOf(HasSubstr("ran 25 times"), HasSubstr("\"spanId\":\"0000000000000002\"")));
  EXPECT_FALSE(PackPageData(picture, 1).empty());
}

TEST_F(EvictedFindingsTest, OfATraceThatLosesItsOldestChildrenCountAllChildren) {
  constexpr int kChildren = 60'000;
  AddTrace("worker", "SELECT pieces FROM stock WHERE id = ?", kChildren);

  const Picture picture = TakePicture(store_, {});

  ASSERT_GT(store_.evicted_spans(), 0U);
  ASSERT_THAT(picture.findings, SizeIs(1));
  EXPECT_EQ(picture.findings[0].finding.count, std::size_t{kChildren});
  EXPECT_NEAR(static_cast<double>(picture.findings[0].finding.busy), kChildren * 1e3, 1e3);
  EXPECT_EQ(picture.findings[0].others, 0U) << "it is one finding";
  EXPECT_THAT(picture.findings[0].rows, SizeIs(store_.spans().size() - 1));
}

TEST_F(EvictedFindingsTest, OfAnEndlessBurstCountAllItsOperations) {
  constexpr std::int64_t kOperations = 60'000;
  for (std::int64_t i = 0; i < kOperations; ++i) {
    AddAlone(StatementSpan(0, ++id_, 0, "postgresql", "SELECT stock", "SELECT ?", i * kMillisecond,
                           100 * kMicrosecond));
  }

  const Picture picture = TakePicture(store_, {});

  ASSERT_GT(store_.evicted_spans(), 0U);
  ASSERT_THAT(picture.findings, SizeIs(1));
  EXPECT_EQ(picture.findings[0].finding.count, static_cast<std::size_t>(kOperations));
  EXPECT_EQ(picture.findings[0].others, 0U);
}

TEST_F(EvictedFindingsTest, OfOneCallSiteAreOneAlsoIfItGetsItsNameAtTheEnd) {
  for (int i = 0; i < 3'000; ++i) AddTrace("checkout", "SELECT ?", 10, "app+0x12");
  ASSERT_GT(store_.evicted_spans(), 0U);
  store_.NamePlaces([](const std::vector<std::string_view>& stacks) {
    EXPECT_THAT(stacks, Each("app+0x12"));
    return std::vector<Attributes>(stacks.size(), {{"code.function.name", "OrderLines"}});
  });

  const Picture picture = TakePicture(store_, {});

  ASSERT_THAT(picture.findings, SizeIs(1));
  EXPECT_EQ(picture.findings[0].where, "OrderLines");
  EXPECT_EQ(picture.findings[0].others, 2'999U);
}

TEST_F(EvictedFindingsTest, DoNotSayThatNothingWasReadOrFoundWhenThatWasEvicted) {
  for (int i = 0; i < 100; ++i) {
    const std::int64_t start = i * kMillisecond;
    AddAlone(CommandSpan(0, ++id_, 0, "SET", "SET cart:1 ?", start, kMicrosecond));
    AddAlone(Lookup(
        CommandSpan(0, ++id_, 0, "GET", "GET cart:1", start + 500 * kMicrosecond, kMicrosecond),
        "cache.hit"));
  }
  now_ = kSecond;
  PushOutFound();
  for (int i = 0; i < 1'000; ++i) {
    const std::int64_t start = now_ + i * kMillisecond;
    AddAlone(CommandSpan(0, ++id_, 0, "SET", "SET cart:2 ?", start, kMicrosecond));
    AddAlone(Lookup(
        CommandSpan(0, ++id_, 0, "GET", "GET lost:2", start + 300 * kMicrosecond, kMicrosecond),
        "cache.miss"));
  }

  const Picture picture = TakePicture(store_, {});

  EXPECT_GT(store_.spans()[0].id, 200U);
  for (const PlacedFinding& placed : picture.findings) {
    EXPECT_NE(placed.finding.kind, insight::FindingKind::kNeverRead) << placed.sentence;
  }
  EXPECT_THAT(picture.findings,
              Contains(Field(&PlacedFinding::sentence,
                             "GET lost:* looked for 1,000 entries and found none.")));
}

TEST_F(EvictedFindingsTest, KeepTheirNumberWhenAStatementWasSlowNowAndThen) {
  constexpr int kSlow = 500;
  for (int i = 0; i < kSlow; ++i) {
    AddTrace("report", "SELECT 1", 1);
    const SpanId root = id_ - 1;
    Add(StatementSpan(0, ++id_, root, "postgresql", "SELECT sales", "SELECT * FROM sales", now_,
                      2 * kSecond),
        trace_);
    now_ += 3 * kSecond;
    for (int other = 0; other < 100; ++other) AddTrace("other", "SELECT 1", 1);
  }

  const Picture picture = TakePicture(store_, {});

  ASSERT_GT(store_.evicted_spans(), 0U);
  ASSERT_THAT(picture.findings, SizeIs(1));
  EXPECT_THAT(picture.findings[0].sentence, HasSubstr("or more 500 times, 2.00 s at most."));
}

TEST_F(EvictedFindingsTest, AreBoundedAndTheCheapestGo) {
  for (int i = 0; i < 3'000; ++i) {
    AddTrace("request " + std::to_string(i), "SELECT ?", i == 0 ? 30 : 10);
  }
  PushOutFound();

  EXPECT_THAT(store_.evicted_findings().findings(), SizeIs(EvictedFindings::kMost));
  EXPECT_GT(store_.evicted_findings().left_out(), 1'000U);
  const Picture picture = TakePicture(store_, {});
  EXPECT_THAT(picture.findings, Contains(AllOf(Field(&PlacedFinding::parent, "request 0"))));
  EXPECT_THAT(DrawHead(picture, {}), HasSubstr("findings found no room, the cheapest"));
}

TEST_F(EvictedFindingsTest, CallSitesOfEvictedFailuresAreCounted) {
  constexpr std::size_t kFailures = 30'000;
  for (std::size_t i = 0; i < kFailures; ++i) {
    AddAlone(With(Failed(StatementSpan(0, ++id_, 0, "postgresql", "INSERT stock", "INSERT ?",
                                       static_cast<std::int64_t>(i) * kMillisecond, kMicrosecond),
                         "23505", "duplicate key"),
                  "code.function.name", i % 3 == 0 ? "Reserve" : "Refill"));
  }

  const Picture picture = TakePicture(store_, {});

  ASSERT_GT(store_.evicted_spans(), 0U);
  EXPECT_THAT(picture.failures, ElementsAre(AllOf(Field(&PlacedFailure::where, "Refill"),
                                                  Field(&PlacedFailure::count, kFailures * 2 / 3)),
                                            AllOf(Field(&PlacedFailure::where, "Reserve"),
                                                  Field(&PlacedFailure::count, kFailures / 3))));
}

}  // namespace
}  // namespace dbspan::view
