#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/process/process_life.h"
#include "core/span/watcher.h"
#include "core/sql/statement_cache.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/detail/sink_span.h"
#include "dbspan/finding.h"
#include "dbspan/options.h"
#include "dbspan/testing/recording.h"
#include "dbspan/trace.h"
#include "tests/support/sample.h"
#include "tests/support/systems.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using dbspan::testing::Recording;
using ::testing::HasSubstr;
using ::testing::Not;

/// Is in the text of each statement, but not in its summary.
constexpr const char* kMarker = "birthdate";

/// Statements that are ambiguous without their texts.
constexpr std::array<const char*, 4> kStatements{
    "SELECT birthdate FROM users WHERE id = 7",      // has the summary of the next one
    "SELECT birthdate, id FROM users WHERE id = 7",  //
    "SELECT birthdate(7)",                           // its summary is a verb
    "frobnicate birthdate 7",                        // has no summary
};

/// Texts that leave the process or that the application gets.
struct Left {
  std::string findings;  ///< Those of findings.
  std::string all;
};

std::string Print(const ReportedFinding& finding) {
  return finding.kind + '|' + finding.parent + '|' + finding.statement + '|' + finding.sentence +
         '|' + finding.advice + '|' + finding.where + '\n';
}

class FindingsWithoutTextsTest : public ::testing::TestWithParam<QueryText> {
 protected:
  FindingsWithoutTextsTest() {
    opentelemetry::trace::Provider::SetTracerProvider(telemetry_.options().tracer_provider);
    opentelemetry::logs::Provider::SetLoggerProvider(telemetry_.options().logger_provider);
    opentelemetry::metrics::Provider::SetMeterProvider(telemetry_.options().meter_provider);
  }
  ~FindingsWithoutTextsTest() override {
    report_findings(FindingSignal::kOff);
    on_finding({});
    opentelemetry::trace::Provider::SetTracerProvider({});
    opentelemetry::logs::Provider::SetLoggerProvider({});
    opentelemetry::metrics::Provider::SetMeterProvider({});
  }

  /// Distinguishes the parents of the tests, because a finding is logged once a minute.
  static std::string Parent(const std::string& of) {
    return of + std::to_string(static_cast<int>(GetParam()));
  }
  static Options WithTexts(Options options) {
    options.query_text = GetParam();
    return options;
  }
  void RunAll(bool fails = false) const {
    for (const char* const sql : kStatements) {
      const auto describe = [sql] {
        Operation operation = Select();
        operation.sql = sql;
        return operation;
      };
      const auto call = [fails] {
        if (fails) throw std::runtime_error{"no server"};
        return 1;
      };
      for (int i = 0; i < 6; ++i) {
        try {
          instrumenter_.Run(describe, call, RowsOutcome{});
        } catch (const std::runtime_error&) {  // that of `call`
        }
      }
    }
  }
  template <class Printed>
  static std::string Print(const std::vector<Printed>& all) {
    std::ostringstream out;
    for (const Printed& one : all) out << one << '\n';
    return out.str();
  }
  std::string Telemetries() {
    return Print(telemetry_.Spans()) + Print(telemetry_.Logs()) +
           Print(telemetry_.Points("dbspan.findings"));
  }
  static void ExpectTextsAsAskedFor(const Left& left) {
    EXPECT_THAT(left.findings, HasSubstr("ran 6 times"));
    EXPECT_THAT(left.findings, HasSubstr("SELECT"));
    if (GetParam() == QueryText::kOff) {
      EXPECT_THAT(left.findings, Not(HasSubstr(kMarker)));
      EXPECT_THAT(left.all, Not(HasSubstr(kMarker)));
      EXPECT_THAT(left.findings, HasSubstr("postgresql ran 6 times"));
    } else {
      for (const char* const beginning :
           {"SELECT birthdate FROM users", "SELECT birthdate, id FROM users", "SELECT birthdate(?)",
            "frobnicate birthdate"}) {
        EXPECT_THAT(left.findings, HasSubstr(beginning));
      }
    }
  }

  Telemetry telemetry_;
  Instrumenter instrumenter_{kClient, WithTexts(telemetry_.options())};
};

TEST_P(FindingsWithoutTextsTest, LogRecords) {
  report_findings(FindingSignal::kLogs);

  trace(Parent("logs"), [&] { RunAll(); });

  ExpectTextsAsAskedFor({Print(telemetry_.Logs()), Telemetries()});
}

TEST_P(FindingsWithoutTextsTest, Events) {
  report_findings(FindingSignal::kEvents);

  trace(Parent("events"), [&] { RunAll(); });

  std::string events;
  for (const RecordedSpan& span : telemetry_.Spans()) events += Print(span.events);
  ExpectTextsAsAskedFor({events, Telemetries()});
}

TEST_P(FindingsWithoutTextsTest, TheHookOfTheApplication) {
  std::string given;
  on_finding([&given](const ReportedFinding& finding) { given += test::Print(finding); });

  trace(Parent("hook"), [&] { RunAll(); });

  ExpectTextsAsAskedFor({given, given + Telemetries()});
}

TEST_P(FindingsWithoutTextsTest, ABurstOfAThread) {
  std::string given;
  on_finding([&given](const ReportedFinding& finding) { given += test::Print(finding); });

  // A pause of 100 ms, as on a busy machine, would begin another burst.
  for (int tries = 0; tries < 100 && given.find("ran 6 times") == std::string::npos; ++tries) {
    std::thread{[this] { RunAll(); }}.join();
  }

  EXPECT_THAT(given, HasSubstr("ran 6 times"));
  const std::string all = given + Telemetries();
  if (GetParam() == QueryText::kOff) {
    EXPECT_THAT(all, Not(HasSubstr(kMarker)));
  }
}

TEST_P(FindingsWithoutTextsTest, Failures) {
  report_findings(FindingSignal::kLogs);
  std::string given;
  on_finding([&given](const ReportedFinding& finding) { given += test::Print(finding); });

  trace(Parent("failures"), [&] { RunAll(true); });

  const bool off = GetParam() == QueryText::kOff;
  EXPECT_THAT(given, HasSubstr("was sent again"));
  EXPECT_EQ(given.find(kMarker) == std::string::npos, off);
  if (off) {
    EXPECT_THAT(Telemetries(), Not(HasSubstr(kMarker)));
  }
}

TEST_P(FindingsWithoutTextsTest, ARecording) {
  const Recording recording;

  RunAll();

  const std::string tree = recording.tree();
  const std::string findings = dbspan::testing::findings(recording);
  std::string all = tree;
  for (const auto& operation : recording.operations()) {
    all += operation.statement + '|' + operation.text + '|' + operation.key + '\n';
  }
  ExpectTextsAsAskedFor({findings, all});
}

/// Findings of the whole run are about each statement once, so the tests have statements of their
/// own.
TEST_P(FindingsWithoutTextsTest, SlowStatements) {
  std::string given;
  on_finding([&given](const ReportedFinding& finding) { given += test::Print(finding); });
  const Options options = WithTexts(telemetry_.options());
  StatementCache statements{4096};
  const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kPostgreSql, "shop", "db.example", 5432, "", 0});

  std::thread{[&] {
    // As in every call. Findings of the run are reported when the thread ends, which must be after
    // its first use.
    const TelemetryUse use;
    for (const char* const sql : kStatements) {
      detail::OperationIdentity identity;
      identity.endpoint = endpoint;
      identity.statement = statements.Share(sql + (" AND of_" + Parent("run")) + " = 1",
                                            sql_text::Dialect::kPostgreSql);
      detail::SinkSpan span;
      const Watcher::SteadyTime start{std::chrono::seconds{1}};
      Watcher::NoteEnd(
          {identity, Outcome{}, options, nullptr, start, start + std::chrono::hours{1}}, span);
    }
  }}.join();

  EXPECT_THAT(given, HasSubstr("slow-statement||SELECT users|SELECT "));
  EXPECT_EQ(given.find(kMarker) == std::string::npos, GetParam() == QueryText::kOff);
}

TEST_P(FindingsWithoutTextsTest, KeysOfCommands) {
  std::string given;
  on_finding([&given](const ReportedFinding& finding) { given += test::Print(finding); });
  static const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kRedis, "0", "cache.example", 6379, "", 0});

  trace(Parent("commands"), [&] {
    for (int i = 0; i < 6; ++i) {
      instrumenter_.Run(
          [] {
            Operation operation;
            operation.endpoint = endpoint;
            operation.name = "GET";
            operation.raw = "GET birthdate:7";
            operation.write_text = [](const void*, std::size_t, detail::KeptText& text) {
              text += std::string_view{"GET birthdate:7"};
            };
            return operation;
          },
          [] { return 1; }, RowsOutcome{});
    }
  });

  const bool off = GetParam() == QueryText::kOff;
  EXPECT_THAT(given, HasSubstr(off ? "|GET|GET ran 6 times" : "|GET birthdate:*|GET birthdate:* "));
  EXPECT_EQ(given.find(kMarker) == std::string::npos, off);
}

/// The meaning of a repetition is read from the text even if that is not recorded.
TEST_P(FindingsWithoutTextsTest, TheTextIsJudgedAllTheSame) {
  const Recording recording;

  for (int i = 0; i < 6; ++i) {
    instrumenter_.Run(
        [] {
          Operation operation = Select();
          operation.sql = "SELECT pg_advisory_lock(7)";
          return operation;
        },
        [] { return 1; }, RowsOutcome{});
  }

  EXPECT_EQ(dbspan::testing::findings(recording), "");
}

INSTANTIATE_TEST_SUITE_P(Each, FindingsWithoutTextsTest,
                         ::testing::Values(QueryText::kOff, QueryText::kSanitized),
                         [](const auto& test) {
                           return test.param == QueryText::kOff ? "off" : "sanitized";
                         });

}  // namespace
}  // namespace dbspan::test
