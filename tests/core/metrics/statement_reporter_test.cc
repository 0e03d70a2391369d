#include "core/metrics/statement_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(StatementReporterTest, TheMostExpensiveComeFirst) {
  StatementReporter reporter{"dbspan.test", hours{1}, 2, [](const StatementReport&) {}};
  reporter.Add("cheap", milliseconds{1}, false);
  reporter.Add("often", milliseconds{4}, false);
  reporter.Add("often", milliseconds{6}, true);
  reporter.Add("dear", milliseconds{9}, false);

  const StatementReport report = reporter.Snapshot();

  EXPECT_EQ(report.scope, "dbspan.test");
  EXPECT_THAT(report.statements,
              ElementsAre(AllOf(Field(&StatementTime::statement, "often"),
                                Field(&StatementTime::count, 2), Field(&StatementTime::errors, 1),
                                Field(&StatementTime::total, milliseconds{10}),
                                Field(&StatementTime::longest, milliseconds{6})),
                          Field(&StatementTime::statement, "dear")));
}

TEST(StatementReporterTest, ItIsBounded) {
  StatementReporter reporter{"dbspan.test", hours{1}, 1, [](const StatementReport&) {}};
  for (std::size_t i = 0; i < StatementReporter::kMostStatements + 50; ++i) {
    reporter.Add("statement " + std::to_string(i), milliseconds{1}, false);
  }

  EXPECT_THAT(reporter.Snapshot().statements,
              ElementsAre(AllOf(Field(&StatementTime::statement, "(other statements)"),
                                Field(&StatementTime::count, 50))));
}

TEST(StatementReporterTest, WhatWasCollectedLastIsPublishedAtTheEnd) {
  std::vector<StatementReport> published;
  {
    StatementReporter reporter{"dbspan.test", hours{1}, 5,
                               [&](const StatementReport& report) { published.push_back(report); }};
    reporter.Add("one", milliseconds{1}, false);
  }

  EXPECT_THAT(published, ElementsAre(Field(&StatementReport::statements, SizeIs(1))));
}

TEST(StatementReporterTest, ItPublishesAtTheIntervalAndStartsAfresh) {
  std::mutex mutex;
  std::condition_variable published;
  std::vector<StatementReport> reports;
  StatementReporter reporter{"dbspan.test", milliseconds{1}, 5, [&](const StatementReport& report) {
                               const std::lock_guard lock{mutex};
                               reports.push_back(report);
                               published.notify_all();
                             }};

  reporter.Add("one", milliseconds{1}, false);
  std::unique_lock lock{mutex};
  published.wait(lock, [&] { return !reports.empty(); });
  lock.unlock();

  EXPECT_THAT(reporter.Snapshot().statements, IsEmpty());
}

TEST(StatementReporterTest, ReportsGoToTheHookAndToTheLog) {
  Telemetry telemetry;
  std::vector<StatementReport> reports;
  Options options = telemetry.options();
  options.report_interval = hours{1};
  options.hooks.on_report = [&](const StatementReport& report) { reports.push_back(report); };
  {
    const Instrumenter instrumenter{test::kClient, options};
    test::RunSelect(instrumenter);
    test::RunSelect(instrumenter);
    EXPECT_THAT(instrumenter.statement_report().statements, SizeIs(1));
  }

  EXPECT_THAT(
      reports,
      ElementsAre(Field(
          &StatementReport::statements,
          ElementsAre(AllOf(Field(&StatementTime::statement, "SELECT * FROM users WHERE id = ?"),
                            Field(&StatementTime::count, 2))))));
  EXPECT_THAT(telemetry.Logs(),
              ElementsAre(AllOf(
                  Field(&test::RecordedLog::event, "dbspan.top_statement"),
                  test::HasAttribute("dbspan.report.count", test::Number(2)),
                  test::HasAttribute("dbspan.report.errors", test::Number(0)),
                  test::HasAttribute("db.query.text", Text("SELECT * FROM users WHERE id = ?")))));
}

TEST(StatementReporterTest, WithoutAnIntervalThereIsNoReport) {
  Telemetry telemetry;
  const Instrumenter instrumenter{test::kClient, telemetry.options()};

  test::RunSelect(instrumenter);

  EXPECT_THAT(instrumenter.statement_report().statements, IsEmpty());
}

TEST(StatementReporterTest, ThreadsAddUp) {
  StatementReporter reporter{"dbspan.test", hours{1}, 5, [](const StatementReport&) {}};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) reporter.Add("one", milliseconds{1}, false);
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(reporter.Snapshot().statements, ElementsAre(Field(&StatementTime::count, 2000)));
}

}  // namespace
}  // namespace dbspan
