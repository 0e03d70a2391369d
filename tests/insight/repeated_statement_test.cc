#include "insight/repeated_statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "insight/busy_time.h"

namespace dbspan::insight {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

FinishedOperation Operation(std::size_t id, std::uint64_t statement, std::uint64_t parent,
                            std::string_view verb = "SELECT") {
  FinishedOperation operation;
  operation.id = id;
  operation.statement = statement;
  operation.parent = parent;
  operation.system = "postgresql";
  operation.verb = verb;
  operation.start = static_cast<std::int64_t>(id) * 10;
  operation.duration = 10;
  return operation;
}

TEST(RepeatedStatementTest, FourTimesAreNoFindingFiveAre) {
  std::vector<FinishedOperation> operations;
  for (std::size_t i = 0; i < 4; ++i) operations.push_back(Operation(i, 1, 1));
  EXPECT_THAT(FindRepeatedStatements(operations, 5), IsEmpty());

  operations.push_back(Operation(4, 1, 1));
  const auto findings = FindRepeatedStatements(operations, 5);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].count, 5U);
  EXPECT_EQ(findings[0].busy, 50);
  EXPECT_TRUE(findings[0].in_a_row);
  EXPECT_THAT(findings[0].operations, ElementsAre(0, 1, 2, 3, 4));
}

TEST(RepeatedStatementTest, OperationsInBetweenHideNothing) {
  std::vector<FinishedOperation> operations;
  for (std::size_t i = 0; i < 5; ++i) {
    operations.push_back(Operation(2 * i, 1, 1));
    operations.push_back(Operation(2 * i + 1, 2, 1, "GET"));
  }
  const auto findings = FindRepeatedStatements(operations, 5);

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_FALSE(findings[0].in_a_row);
}

TEST(RepeatedStatementTest, OtherParentsAndOtherTextsDoNotCount) {
  std::vector<FinishedOperation> operations;
  for (std::size_t i = 0; i < 8; ++i) operations.push_back(Operation(i, i % 2, i % 4));

  EXPECT_THAT(FindRepeatedStatements(operations, 5), IsEmpty());
}

TEST(RepeatedStatementTest, WhatIsMeantToRepeatIsNoFinding) {
  for (const char* verb : {"BEGIN", "COMMIT", "FETCH", "COPY", "SET", "PING", ""}) {
    std::vector<FinishedOperation> operations;
    for (std::size_t i = 0; i < 20; ++i) operations.push_back(Operation(i, 1, 1, verb));
    EXPECT_THAT(FindRepeatedStatements(operations, 5), IsEmpty()) << verb;
  }
}

TEST(RepeatedStatementTest, TheOrderInWhichTheyCameDoesNotMatterAndTheCostliestIsFirst) {
  std::vector<FinishedOperation> operations;
  for (std::size_t i = 10; i-- > 0;) operations.push_back(Operation(i, i / 5, 1));
  operations[0].duration = 1000;
  const auto findings = FindRepeatedStatements(operations, 5);

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].statement, 1U);
  EXPECT_TRUE(findings[1].in_a_row);
}

TEST(BusyTimeTest, OverlapsCountOnce) {
  EXPECT_EQ(BusyTime({}), 0);
  EXPECT_EQ(BusyTime({{5, 10}, {0, 6}, {20, 21}, {9, 10}}), 11);
  BusyTimeSum sum;
  for (int i = 0; i < 200'000; ++i) sum.Add(i % 1000, i % 1000 + 1);
  sum.Add(5000, 5000);
  EXPECT_EQ(sum.Total(), 1000);
}

}  // namespace
}  // namespace dbspan::insight
