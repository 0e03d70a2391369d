#include "insight/find_all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "insight/busy_time.h"
#include "insight/parent_tally.h"
#include "insight/run_tally.h"
#include "tests/insight/operations.h"

namespace dbspan::insight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<FindingKind> KindsIn(Operations& operations, const Thresholds& thresholds = {}) {
  std::vector<FindingKind> kinds;
  for (const Finding& finding : FindAll(operations.all(), thresholds)) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

TEST(RepeatedStatementTest, FourTimesAreNoFindingFiveAre) {
  Operations operations;
  for (int i = 0; i < 4; ++i) operations.Add(1);
  EXPECT_THAT(FindAll(operations.all(), {}), IsEmpty());

  operations.Add(1);
  const auto findings = FindAll(operations.all(), {});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, FindingKind::kRepeatedStatement);
  EXPECT_EQ(findings[0].count, 5U);
  EXPECT_EQ(findings[0].busy, 50);
  EXPECT_TRUE(findings[0].in_a_row);
  EXPECT_THAT(findings[0].operations, ElementsAre(0, 1, 2, 3, 4));
}

TEST(RepeatedStatementTest, OperationsInBetweenHideNothing) {
  Operations operations;
  for (int i = 0; i < 5; ++i) {
    operations.Add(1);
    operations.Add(2, 1, "GET", "redis");
  }
  const auto findings = FindAll(operations.all(), {});

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_FALSE(findings[0].in_a_row);
}

TEST(RepeatedStatementTest, OtherParentsAndOtherTextsDoNotCount) {
  Operations operations;
  for (std::uint64_t i = 0; i < 8; ++i) operations.Add(i % 2, i % 4);

  EXPECT_THAT(FindAll(operations.all(), {}), IsEmpty());
}

TEST(RepeatedStatementTest, StatementsThatAreMeantToRepeatAreNoFinding) {
  for (const char* verb : {"BEGIN", "COMMIT", "FETCH", "COPY", "SET", "PING", ""}) {
    Operations operations;
    for (int i = 0; i < 20; ++i) operations.Add(1, 1, verb);
    EXPECT_THAT(FindAll(operations.all(), {}), IsEmpty()) << verb;
  }
  for (const char* verb : {"BLPOP", "SELECT", "SCAN", "XREAD"}) {
    Operations operations;
    for (int i = 0; i < 20; ++i) operations.Add(1, 1, verb, "redis");
    EXPECT_THAT(FindAll(operations.all(), {}), IsEmpty()) << verb;
  }
}

TEST(RepeatedStatementTest, CallsThatOverlapArePipelinedAndNoFinding) {
  Operations operations;
  for (int i = 0; i < 20; ++i) operations.Add(1).start = 1000;

  EXPECT_THAT(FindAll(operations.all(), {}), IsEmpty());
}

TEST(RepeatedStatementTest, TheOrderInWhichTheyCameDoesNotMatterAndTheCostliestIsFirst) {
  Operations operations;
  for (int i = 0; i < 10; ++i) operations.Add(i < 5 ? 1 : 2);
  operations.Takes(1000);
  std::reverse(operations.all().begin(), operations.all().end());
  const auto findings = FindAll(operations.all(), {});

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].statement, 2U);
  EXPECT_TRUE(findings[1].in_a_row);
}

TEST(FindAllTest, ChattyIsASpanWithManyDifferentStatementsButNotABurst) {
  Operations operations;
  for (std::uint64_t i = 0; i < 51; ++i) operations.Add(i);
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kChatty));

  for (FinishedOperation& operation : operations.all()) operation.in_burst = true;
  EXPECT_THAT(KindsIn(operations), IsEmpty());

  Operations repeated;
  for (int i = 0; i < 51; ++i) repeated.Add(1);
  EXPECT_THAT(KindsIn(repeated), ElementsAre(FindingKind::kRepeatedStatement));
}

TEST(FindAllTest, RedundantNeedsTheSameValuesAndToBeAskedFor) {
  Operations operations;
  operations.Add(1).values = 7;
  operations.Add(1).values = 8;
  operations.Add(1).values = 7;
  Thresholds thresholds;
  EXPECT_THAT(KindsIn(operations, thresholds), IsEmpty());

  thresholds.redundant = 2;
  EXPECT_THAT(KindsIn(operations, thresholds), ElementsAre(FindingKind::kRedundantStatement));
  thresholds.redundant = 3;
  EXPECT_THAT(KindsIn(operations, thresholds), IsEmpty());
}

TEST(FindAllTest, LookupsThatAlwaysMissUnlessTheCacheIsBeingFilled) {
  Operations operations;
  for (std::uint64_t i = 0; i < 10; ++i) {
    FinishedOperation& get = operations.Command(1, "GET", "cart:*");
    get.parent = i;
    get.hits = 0;
    get.misses = 1;
  }
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kAlwaysMissing));

  operations.Command(2, "SETEX", "cart:*");
  EXPECT_THAT(KindsIn(operations), IsEmpty()) << "a cache that starts empty";

  FinishedOperation& hit = operations.Command(1, "GET", "cart:*");
  hit.hits = 1;
  EXPECT_THAT(KindsIn(operations), IsEmpty());
}

TEST(FindAllTest, ACacheThatIsNeverRead) {
  Operations operations;
  for (std::uint64_t i = 0; i < 10; ++i) operations.Command(1, "SETEX", "page:*").parent = i;
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kNeverRead));

  operations.Command(2, "MGET", "page:*");
  EXPECT_THAT(KindsIn(operations), IsEmpty());
}

TEST(FindAllTest, SlowAndSlowerThanUsual) {
  Operations operations;
  for (std::uint64_t i = 0; i < 40; ++i) {
    operations.Add(1, i);
    operations.Takes(1'000'000);
  }
  operations.Add(1, 100);
  operations.Takes(13'000'000);
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kSlowerThanUsual));

  operations.Add(1, 101);
  operations.Takes(1'000'000'000);
  const auto findings = FindAll(operations.all(), {});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, FindingKind::kSlowStatement);
  EXPECT_THAT(findings[0].operations, ElementsAre(41));
}

TEST(FindAllTest, ACommandThatWaitsIsNotSlow) {
  Operations operations;
  operations.Command(1, "BLPOP", "jobs");
  operations.Takes(5'000'000'000);
  EXPECT_THAT(KindsIn(operations), IsEmpty());
}

TEST(FindAllTest, ErrorsOfOneKindAndRetriesAreToldApart) {
  Operations storm;
  for (std::uint64_t i = 0; i < 5; ++i) {
    FinishedOperation& failed = storm.Add(i);
    failed.failed = true;
    failed.error = "25P02";
  }
  EXPECT_THAT(KindsIn(storm), ElementsAre(FindingKind::kErrorStorm));

  Operations retries;
  for (int i = 0; i < 6; ++i) {
    FinishedOperation& attempt = retries.Add(1);
    attempt.failed = i < 5;
    attempt.error = "40001";
  }
  EXPECT_THAT(KindsIn(retries), ElementsAre(FindingKind::kRetries));

  Operations once;
  once.Add(1).failed = true;
  once.Add(1);
  EXPECT_THAT(KindsIn(once), IsEmpty());
}

TEST(FindAllTest, ConnectionsForFewOperations) {
  Operations operations;
  for (std::uint64_t i = 0; i < 5; ++i) {
    operations.Add(99, 1, "CONNECT").work = Work::kConnect;
    operations.Add(i);
  }
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kConnectionChurn));

  for (std::uint64_t i = 0; i < 20; ++i) operations.Add(i + 10);
  EXPECT_THAT(KindsIn(operations), IsEmpty()) << "five connections of a pool";
}

TEST(FindAllTest, AnIdleTransactionIsMeasuredWithoutItsStatements) {
  Operations operations;
  const auto add = [&operations](std::uint64_t statement, const char* verb) {
    operations.Add(statement, 1, verb).connection = 3;
  };
  add(1, "BEGIN");
  add(2, "SELECT");
  operations.Wait(400'000'000);
  add(3, "UPDATE");
  operations.Takes(200'000'000);
  add(4, "COMMIT");
  Thresholds thresholds;
  EXPECT_THAT(KindsIn(operations, thresholds), IsEmpty());

  thresholds.idle = 400'000'000;
  const auto findings = FindAll(operations.all(), thresholds);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, FindingKind::kIdleTransaction);
  EXPECT_EQ(findings[0].longest, 400'000'000);
  EXPECT_EQ(findings[0].rows, 2);
  thresholds.idle = 400'000'001;
  EXPECT_THAT(KindsIn(operations, thresholds), IsEmpty());
}

TEST(FindAllTest, WaitingForThePoolAndRowsThatNobodyUsed) {
  Operations operations;
  operations.Add(0).work = Work::kPoolWait;
  operations.Takes(100'000'000);
  operations.Add(1).abandoned = true;
  EXPECT_THAT(KindsIn(operations), ElementsAre(FindingKind::kPoolWait, FindingKind::kUnusedRows));
}

TEST(FindAllTest, ZeroSwitchesEveryKindOff) {
  Operations operations;
  for (std::uint64_t i = 0; i < 60; ++i) {
    FinishedOperation& operation = operations.Add(i % 55);
    operation.failed = i % 2 == 0;
    operation.abandoned = true;
    operation.misses = 1;
    operation.hits = 0;
    operations.Takes(2'000'000'000);
  }
  Thresholds none;
  for (std::size_t i = 0; i < kFindingKinds; ++i) {
    ThresholdOf(none, static_cast<FindingKind>(i)) = 0;
  }
  EXPECT_THAT(KindsIn(operations, none), IsEmpty());
}

TEST(ParentTallyTest, FindsTheSameAsTheyEndAsAllAtOnce) {
  std::mt19937 random{7};
  for (int round = 0; round < 200; ++round) {
    Operations operations;
    const int count = static_cast<int>(random() % 80);
    for (int i = 0; i < count; ++i) {
      FinishedOperation& operation = operations.Add(random() % 12);
      operation.failed = random() % 5 == 0;
      operation.error = random() % 2 == 0 ? "40001" : "23505";
      operation.abandoned = random() % 20 == 0;
    }
    const Thresholds thresholds;
    ParentTally streamed{ParentKind::kSpan, thresholds};
    for (const FinishedOperation& operation : operations.all()) streamed.Add(operation);
    std::vector<std::pair<FindingKind, std::size_t>> one;
    std::vector<std::pair<FindingKind, std::size_t>> other;
    for (const Finding& finding : streamed.Find(1)) one.emplace_back(finding.kind, finding.count);
    for (const Finding& finding : FindAll(operations.all(), thresholds)) {
      if (finding.of_parent) other.emplace_back(finding.kind, finding.count);
    }
    EXPECT_THAT(one, testing::UnorderedElementsAreArray(other));
  }
}

TEST(ParentTallyTest, ReturnsTheSumOfTheStatementAndWhetherItIsNew) {
  const Thresholds thresholds;
  ParentTally tally{ParentKind::kSpan, thresholds};
  Operations operations;
  operations.Add(0).work = Work::kPoolWait;
  EXPECT_EQ(tally.Add(operations.all().back()).sum, nullptr);

  for (std::size_t round = 1; round < 4; ++round) {
    for (std::uint64_t i = 0; i < 40; ++i) {
      const auto [sum, fresh] = tally.Add(operations.Add(i));
      ASSERT_NE(sum, nullptr);
      EXPECT_EQ(sum->statement, i);
      EXPECT_EQ(sum->count, round);
      EXPECT_EQ(fresh, round == 1);
    }
  }
  EXPECT_THAT(tally.statements(), SizeIs(40));
}

TEST(ParentTallyTest, CountsEverythingButTellsOnlySomeStatementsApart) {
  const Thresholds thresholds;
  ParentTally tally{ParentKind::kSpan, thresholds};
  Operations operations;
  for (std::uint64_t i = 0; i < 1000; ++i) tally.Add(operations.Add(i));

  EXPECT_EQ(tally.count(), 1000U);
  EXPECT_THAT(tally.statements(), SizeIs(ParentTally::kStatements));
  EXPECT_EQ(tally.busy(), 10'000);
  const SystemSums systems = tally.systems();
  ASSERT_EQ(systems.end() - systems.begin(), 1);
  EXPECT_EQ(systems.begin()->count, 1000U);
  EXPECT_EQ(systems.begin()->time, 10'000);
}

TEST(CoarseHistogramTest, TheMedianIsAtMostAFifthTooHigh) {
  for (const std::int64_t duration : {4, 5, 7, 100, 1'023, 1'024, 77'777, 123'456'789}) {
    CoarseHistogram histogram;
    for (int i = 0; i < 9; ++i) histogram.Add(duration);
    EXPECT_GT(histogram.Median(), duration);
    EXPECT_LE(histogram.Median(), duration + duration / 4 + 1);
  }
}

TEST(BusyTimeTest, OverlapsCountOnce) {
  EXPECT_EQ(BusyTime({}), 0);
  EXPECT_EQ(BusyTime({{5, 10}, {0, 6}, {20, 21}, {9, 10}}), 11);
  BusyTimeSum sum;
  for (int i = 0; i < 200'000; ++i) sum.Add(i % 1000, i % 1000 + 1);
  sum.Add(5000, 5000);
  EXPECT_EQ(sum.Total(), 1000);
}

TEST(BusyTimeTest, VeryManyIntervalsWithGapsAreSummedExactlyInOrderAndEvenlyWhenLate) {
  constexpr std::int64_t kCount = 1'000'000;
  BusyTimeSum sum;
  for (std::int64_t i = 0; i < kCount; ++i) sum.Add(1000 + i * 10, 1000 + i * 10 + 4);
  EXPECT_EQ(sum.Total(), 4 * kCount);

  sum.Add(1000, 1000 + 10 * kCount);  // one that lasted as long as all the others
  EXPECT_EQ(sum.Total(), 10 * kCount);
  sum.Add(1000, 2000);
  sum.Add(500, 900);  // before all others
  EXPECT_EQ(sum.Total(), 10 * kCount + 400);

  BusyTimeSum late;
  for (std::int64_t i = 0; i < kCount; ++i) late.Add(i * 10, i * 10 + 4);
  late.Add(0, kCount);  // a tenth of the time
  EXPECT_NEAR(static_cast<double>(late.Total()), 4.6 * kCount, 100);
}

}  // namespace
}  // namespace dbspan::insight
