#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/span/sink.h"
#include "dbspan/call_site.h"
#include "dbspan/detail/counted_scope.h"
#include "dbspan/finding.h"
#include "dbspan/pool.h"
#include "dbspan/query_budget.h"
#include "dbspan/testing/recording.h"
#include "dbspan/trace.h"
#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using dbspan::testing::Recording;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// Runs a statement with the summary of `RunSelect`, which changes two rows.
void RunOther(const Instrumenter& instrumenter) {
  const auto describe = [] {
    Operation operation = Select();
    operation.sql = "SELECT name FROM users WHERE id = 7";
    return operation;
  };
  struct Changed : RowsOutcome {
    Outcome operator()(int rows) const {
      Outcome changed;
      changed.affected_rows = rows;
      return changed;
    }
    using RowsOutcome::operator();
  };
  instrumenter.Run(
      describe, [] { return 2; }, Changed{});
}

/// Reports the findings of this process with process-wide providers.
class LiveFindingsTest : public ::testing::Test {
 protected:
  LiveFindingsTest() {
    opentelemetry::trace::Provider::SetTracerProvider(telemetry_.options().tracer_provider);
    opentelemetry::logs::Provider::SetLoggerProvider(telemetry_.options().logger_provider);
    opentelemetry::metrics::Provider::SetMeterProvider(telemetry_.options().meter_provider);
  }
  ~LiveFindingsTest() override {
    report_findings(FindingSignal::kOff);
    on_finding({});
    opentelemetry::trace::Provider::SetTracerProvider({});
    opentelemetry::logs::Provider::SetLoggerProvider({});
    opentelemetry::metrics::Provider::SetMeterProvider({});
  }

  void RunTimes(int times) const {
    for (int i = 0; i < times; ++i) RunSelect(instrumenter_);
  }
  RecordedSpan SpanOf(const std::string& name) const {
    for (const RecordedSpan& span : telemetry_.Spans()) {
      if (span.name == name) return span;
    }
    throw std::runtime_error{"no span " + name};
  }

  Telemetry telemetry_;
  Instrumenter instrumenter_{kClient, telemetry_.options()};
};

TEST_F(LiveFindingsTest, ALogRecordBelowTheParentSaysWhatIsRepeated) {
  report_findings(FindingSignal::kLogs);

  trace("log checkout", [&] { RunTimes(5); });

  const RecordedSpan parent = SpanOf("log checkout");
  EXPECT_THAT(parent.attributes.at("dbspan.query.count"), Number(5));
  EXPECT_THAT(parent.attributes.at("dbspan.query.count.postgresql"), Number(5));
  EXPECT_EQ(parent.attributes.count("dbspan.query.time"), 1U);
  EXPECT_EQ(parent.attributes.count("dbspan.query.time.postgresql"), 1U);
  const auto logs = telemetry_.Logs();
  ASSERT_THAT(logs, SizeIs(1));
  EXPECT_EQ(logs[0].body, "dbspan.finding");
  EXPECT_EQ(logs[0].span_id, parent.span_id);
  EXPECT_THAT(logs[0], AllOf(HasAttribute("dbspan.finding.kind", Text("repeated-statement")),
                             HasAttribute("dbspan.finding.parent", Text("log checkout")),
                             HasAttribute("dbspan.finding.count", Number(5)),
                             HasAttribute("db.system.name", Text("postgresql")),
                             HasAttribute("db.query.summary", Text("SELECT users"))));
  EXPECT_THAT(std::get<std::string>(logs[0].attributes.at("dbspan.finding.sentence")),
              HasSubstr("SELECT users ran 5 times in a row below «log checkout»: "));
  EXPECT_THAT(
      telemetry_.Points("dbspan.findings"),
      ElementsAre(AllOf(Field(&RecordedPoint::attributes,
                              Attributes{{"dbspan.finding.kind", Text("repeated-statement")}}),
                        Field(&RecordedPoint::count, 1))));
}

TEST_F(LiveFindingsTest, AnEventInsteadIsOnTheParentsSpan) {
  report_findings(FindingSignal::kEvents);

  trace("event checkout", [&] { RunTimes(5); });

  EXPECT_THAT(SpanOf("event checkout").events,
              ElementsAre(Field(&RecordedEvent::name, "dbspan.finding")));
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(LiveFindingsTest, SwitchedOffThereIsNothingAndNothingIsWatched) {
  trace("off checkout", [&] { RunTimes(5); });

  EXPECT_FALSE(Sink::IsWatched());
  EXPECT_THAT(SpanOf("off checkout").attributes, IsEmpty());
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(LiveFindingsTest, AHookGetsThemAndMayThrow) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) {
    findings.push_back(finding);
    RunSelect(instrumenter_);  // not recorded: the thread runs a hook
    throw std::runtime_error{"a hook"};
  });

  trace("hook checkout", [&] { RunTimes(6); });

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, "repeated-statement");
  EXPECT_EQ(findings[0].parent, "hook checkout");
  EXPECT_EQ(findings[0].statement, "SELECT users");
  EXPECT_EQ(findings[0].count, 6U);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(7));
}

TEST_F(LiveFindingsTest, TheSameFindingIsLoggedOnceAMinuteButCountedEachTime) {
  report_findings(FindingSignal::kLogs);

  for (int i = 0; i < 3; ++i) trace("loop checkout", [&] { RunTimes(5); });

  EXPECT_THAT(telemetry_.Logs(), SizeIs(1));
  EXPECT_THAT(telemetry_.Points("dbspan.findings"), ElementsAre(Field(&RecordedPoint::count, 3)));
}

TEST_F(LiveFindingsTest, TwoStatementsOfOneSummaryAreTwoRecordsThatNameTheirTexts) {
  report_findings(FindingSignal::kLogs);

  trace("ambiguous checkout", [&] {
    for (int i = 0; i < 5; ++i) {
      RunSelect(instrumenter_);
      RunOther(instrumenter_);
    }
  });

  const auto logs = telemetry_.Logs();
  ASSERT_THAT(logs, SizeIs(2));
  const auto sentence = [&logs](std::size_t log) {
    return std::get<std::string>(logs[log].attributes.at("dbspan.finding.sentence"));
  };
  EXPECT_THAT(sentence(0), StartsWith("SELECT * FROM users WHERE id = ? ran 5 times below"));
  EXPECT_THAT(sentence(1), StartsWith("SELECT name FROM users WHERE id = ? ran 5 times below"));
  for (const auto& log : logs) {
    EXPECT_THAT(log, HasAttribute("db.query.summary", Text("SELECT users")));
  }
}

TEST_F(LiveFindingsTest, ABurstWithoutAParentIsReportedWhenItsThreadEnds) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });

  // A pause of 100 ms, as on a busy machine, would begin another burst.
  for (int tries = 0; tries < 100 && findings.empty(); ++tries) {
    std::thread{[&] { RunTimes(5); }}.join();
  }

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].parent, "");
  EXPECT_THAT(findings[0].sentence, HasSubstr("SELECT users ran 5 times in a row in one burst: "));
}

TEST_F(LiveFindingsTest, OperationsBelongToTheInnermostScopeAndCountForTheOuterOnesBudget) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });
  {
    const QueryBudget budget{"outer", 5};
    for (int i = 0; i < 2; ++i) trace("inner", [&] { RunTimes(3); });
  }

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, "over-budget");
  EXPECT_EQ(findings[0].parent, "outer");
  EXPECT_EQ(findings[0].count, 6U);
  EXPECT_THAT(findings[0].sentence, HasSubstr("; its budget is 5."));
}

TEST_F(LiveFindingsTest, AnOperationThatEndsOnAnotherThreadBelongsWhereItStarted) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });
  {
    const QueryBudget budget{"started here", 1};
    for (int i = 0; i < 2; ++i) {
      detail::OperationSpan operation = instrumenter_.Start(Select);
      std::thread{[&] { operation.End({}); }}.join();
    }
  }
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].parent, "started here");
}

TEST_F(LiveFindingsTest, StatementsWithOtherLiteralsAreOneStatement) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });

  trace("literal checkout", [&] {
    for (int i = 0; i < 5; ++i) {
      const std::string sql = "SELECT * FROM users WHERE id = " + std::to_string(i);
      Operation operation = Select();
      operation.sql = sql;
      instrumenter_.Start([&] { return operation; }).End({});
    }
    for (const char* column : {"a", "b", "c", "d"}) {
      const std::string sql = std::string{"SELECT "} + column + " FROM users WHERE id = 7";
      Operation operation = Select();
      operation.sql = sql;
      instrumenter_.Start([&] { return operation; }).End({});
    }
  });

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].count, 5U);
}

TEST_F(LiveFindingsTest, ACallSiteSaysWhereARepeatedStatementIsCalled) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });
  const int line = __LINE__ + 2;
  trace("site checkout", [&] {
    const CallSite here;
    RunTimes(5);
  });

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].where,
              ::testing::EndsWith(", live_findings_test.cc:" + std::to_string(line)));
}

TEST_F(LiveFindingsTest, WaitsForAPoolBelongToTheirScopeAndDisturbNoStatement) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });
  PoolMetrics pool{"pool", [] { return PoolState{}; }};

  trace("pool checkout", [&] {
    pool.RecordWait(std::chrono::milliseconds{200});
    RunTimes(5);
  });

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].kind, "repeated-statement");
  EXPECT_EQ(findings[1].kind, "pool-wait");
}

TEST_F(LiveFindingsTest, AnOperationThatEndsAfterItsScopeIsHarmless) {
  detail::OperationSpan operation;
  {
    const QueryBudget budget{"gone", 1};
    operation = instrumenter_.Start(Select);
  }
  operation.End({});
}

TEST_F(LiveFindingsTest, TheTallyOfAScopeIsFreedWhenTheScopeEnds) {
  report_findings(FindingSignal::kLogs);
  std::weak_ptr<const detail::OpenParent> tally;
  {
    detail::CountedScope scope;
    scope.Open("freed checkout");
    RunTimes(2);
    tally = scope.parent();
    scope.Leave();
  }

  EXPECT_TRUE(tally.expired());
}

TEST(LiveFindingsWithoutProvidersTest, ARecordingSeesOperationsThatNobodyElseRecords) {
  const Instrumenter instrumenter{kClient, Options{}};
  RunSelect(instrumenter);
  const Recording recording;

  RunSelect(instrumenter);
  RunSelect(instrumenter);

  EXPECT_EQ(recording.count(), 2U);
  const auto operations = recording.operations();
  EXPECT_EQ(operations[0].statement, "SELECT users");
  EXPECT_EQ(operations[0].text, "SELECT * FROM users WHERE id = ?");
  EXPECT_EQ(operations[0].rows, 3);
}

TEST(LiveFindingsWithoutProvidersTest, ARecordingThatAnotherThreadReadsSurvivesForks) {
  const Instrumenter instrumenter{kClient, Options{}};
  const Recording recording;
  RunSelect(instrumenter);
  std::atomic<bool> over{false};
  std::thread reader{[&] {
    while (!over.load()) {
      const Recording other;
      static_cast<void>(recording.count());
      static_cast<void>(recording.findings());
      static_cast<void>(recording.operations());
    }
  }};

  constexpr int kForks = 300;
  int ended = 0;
  for (int i = 0; i < kForks; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(120);  // ends a child that waits for a lock which no thread holds there
      RunSelect(instrumenter);
      _exit(recording.count() == 2 ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    ended += status == 0 ? 1 : 0;
    if (status != 0) break;
  }

  over = true;
  reader.join();
  EXPECT_EQ(ended, kForks);
}

TEST(LiveFindingsWithoutProvidersTest, TheTreeHasParentsSumsAndNamesThatTellStatementsApart) {
  const Instrumenter instrumenter{kClient, Options{}};
  const Recording recording;

  {
    const QueryBudget budget{"checkout", 0};
    RunSelect(instrumenter);
    RunSelect(instrumenter);
  }
  RunOther(instrumenter);
  RunOther(instrumenter);

  const std::string tree = recording.tree();
  EXPECT_THAT(tree,
              StartsWith("4 operations\ncheckout\n└─ SELECT * FROM users WHERE id = ?  × 2 "));
  EXPECT_THAT(tree,
              HasSubstr("  6 rows\nwithout a parent\n└─ SELECT name FROM users WHERE id = ?  × 2"));
  EXPECT_THAT(tree, HasSubstr("  4 affected\n"));
}

TEST(LiveFindingsWithoutProvidersTest, ARecordingDisturbsNoProvider) {
  Telemetry telemetry;
  const Instrumenter instrumenter{kClient, telemetry.options()};
  RunSelect(instrumenter);
  const auto without = telemetry.Spans();
  telemetry.Clear();
  {
    const Recording recording;
    RunSelect(instrumenter);
    EXPECT_EQ(recording.count(), 1U);
  }
  RunSelect(instrumenter);

  const auto with = telemetry.Spans();
  ASSERT_THAT(with, SizeIs(2));
  for (const RecordedSpan& span : with) EXPECT_EQ(span.attributes, without[0].attributes);
  EXPECT_THAT(telemetry.Durations(), ElementsAre(Field(&RecordedPoint::count, 3)));
}

TEST(LiveFindingsWithoutProvidersTest, UnsampledOperationsAreSeen) {
  Telemetry telemetry{Telemetry::Sampling::kNone};
  const Instrumenter instrumenter{kClient, telemetry.options()};
  const Recording recording;

  RunSelect(instrumenter);

  EXPECT_EQ(recording.count(), 1U);
  EXPECT_THAT(telemetry.Spans(), IsEmpty());
}

TEST(LiveFindingsWithoutProvidersTest, ARecordingOfAThreadSeesNoOther) {
  const Instrumenter instrumenter{kClient, Options{}};
  const Recording of_thread{Recording::Of::kThisThread};
  const Recording of_process;

  std::thread{[&] { RunSelect(instrumenter); }}.join();
  RunSelect(instrumenter);

  EXPECT_EQ(of_thread.count(), 1U);
  EXPECT_EQ(of_process.count(), 2U);
}

}  // namespace
}  // namespace dbspan::test
