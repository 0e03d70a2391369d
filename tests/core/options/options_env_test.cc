#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "dbspan/options.h"
#include "tests/support/captured_log.h"
#include "tests/support/case_name.h"

namespace dbspan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class OptionsEnvTest : public ::testing::Test {
 protected:
  void Set(const char* name, const char* value) {
    setenv(name, value, 1);
    set_.emplace_back(name);
  }
  void TearDown() override {
    for (const std::string& name : set_) unsetenv(name.c_str());
  }

 private:
  std::vector<std::string> set_;
};

TEST_F(OptionsEnvTest, DefaultsAreThoseOfTheStruct) {
  const Options options = OptionsFromEnvironment("PG");

  EXPECT_TRUE(options.enabled);
  EXPECT_FALSE(options.require_parent);
  EXPECT_EQ(options.query_text, QueryText::kSanitized);
  EXPECT_EQ(options.query_text_limit, 4096U);
  EXPECT_EQ(options.error_messages, ErrorMessages::kRedacted);
}

TEST_F(OptionsEnvTest, OneVariableIsForAllClients) {
  Set("DBSPAN_ENABLED", "false");
  Set("DBSPAN_QUERY_TEXT", "off");
  Set("DBSPAN_QUERY_TEXT_LIMIT", "100");
  Set("DBSPAN_ROWS", "0");
  Set("DBSPAN_METRICS", "off");
  Set("DBSPAN_CACHE_EVENTS", "false");
  Set("DBSPAN_REQUIRE_PARENT", "on");
  Set("DBSPAN_ERROR_MESSAGES", "full");

  const Options options = OptionsFromEnvironment("REDIS");

  EXPECT_FALSE(options.enabled);
  EXPECT_EQ(options.query_text, QueryText::kOff);
  EXPECT_EQ(options.query_text_limit, 100U);
  EXPECT_FALSE(options.rows);
  EXPECT_FALSE(options.metrics);
  EXPECT_FALSE(options.cache_events);
  EXPECT_TRUE(options.require_parent);
  EXPECT_EQ(options.error_messages, ErrorMessages::kFull);
}

TEST_F(OptionsEnvTest, TheClientsOwnVariableWins) {
  Set("DBSPAN_ENABLED", "false");
  Set("DBSPAN_PG_ENABLED", "true");

  EXPECT_TRUE(OptionsFromEnvironment("PG").enabled);
  EXPECT_FALSE(OptionsFromEnvironment("MYSQL").enabled);
}

TEST_F(OptionsEnvTest, TheFamilysNamesWork) {
  Set("OTEL_SDK_DISABLED", "true");
  Set("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED", "false");

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_FALSE(options.enabled);
  EXPECT_EQ(options.query_text, QueryText::kVerbatim);
}

TEST_F(OptionsEnvTest, AMisspeltPrivacySwitchHidesAndIsReportedOnce) {
  Set("DBSPAN_MYSQL_QUERY_TEXT", "all");
  const test::CapturedLog log;

  const Options first = OptionsFromEnvironment("MYSQL");
  OptionsFromEnvironment("MYSQL");

  EXPECT_EQ(first.query_text, QueryText::kOff);
  EXPECT_EQ(log.Text(),
            "[dbspan] DBSPAN_MYSQL_QUERY_TEXT=all is read as off; accepted: off, sanitized, "
            "verbatim\n");
}

TEST_F(OptionsEnvTest, EveryPrivacySwitchThatIsMisspeltHides) {
  Set("DBSPAN_QUERY_TEXT", "verbatm");
  Set("DBSPAN_ERROR_MESSAGES", "fulll");
  Set("DBSPAN_PARAMETERS", "0, name");
  Set("DBSPAN_SQLCOMMENTER", "traceparents");
  Set("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED", "0");

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_EQ(options.query_text, QueryText::kOff);
  EXPECT_EQ(options.error_messages, ErrorMessages::kOff);
  EXPECT_THAT(options.parameters, ElementsAre());
  EXPECT_EQ(options.sqlcommenter, SqlCommenter::kOff);
}

TEST_F(OptionsEnvTest, TheSanitizerIsOnUnlessItIsSwitchedOff) {
  Set("OTEL_INSTRUMENTATION_COMMON_DB_QUERY_SANITIZATION_ENABLED", "no");

  EXPECT_EQ(OptionsFromEnvironment("PG").query_text, QueryText::kSanitized);
}

TEST_F(OptionsEnvTest, WordsCountInAnyCaseAndBlanksAroundThemDoNot) {
  Set("DBSPAN_ENABLED", " OFF ");
  Set("DBSPAN_QUERY_TEXT", "Verbatim");
  Set("DBSPAN_ROWS", "No");
  Set("DBSPAN_SLOW_THRESHOLD", "5MS");
  Set("DBSPAN_ERROR_MESSAGES", "  ");

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_FALSE(options.enabled);
  EXPECT_EQ(options.query_text, QueryText::kVerbatim);
  EXPECT_FALSE(options.rows);
  EXPECT_EQ(options.slow_threshold, std::chrono::milliseconds{5});
  EXPECT_EQ(options.error_messages, ErrorMessages::kRedacted);
}

TEST_F(OptionsEnvTest, OfOpenTelemetrysBooleansOnlyTrueIsTrue) {
  for (const char* value : {"true", "TRUE", " True "}) {
    Set("OTEL_SDK_DISABLED", value);
    EXPECT_FALSE(OptionsFromEnvironment("PG").enabled) << value;
  }
  for (const char* value : {"1", "yes", "on", "false", "FALSE", "", "ture"}) {
    Set("OTEL_SDK_DISABLED", value);
    EXPECT_TRUE(OptionsFromEnvironment("PG").enabled) << value;
  }
}

TEST_F(OptionsEnvTest, ABooleanOfOpenTelemetrysThatIsNeitherIsReported) {
  Set("OTEL_SDK_DISABLED", "disabled");
  const test::CapturedLog log;

  OptionsFromEnvironment("PG");

  EXPECT_EQ(log.Text(), "[dbspan] OTEL_SDK_DISABLED=disabled is ignored; accepted: true, false\n");
}

TEST_F(OptionsEnvTest, UnknownNamesAreReportedOnceWithTheNearestKnownOne) {
  Set("DBSPAN_PG_QUERY_TXT", "off");
  Set("DBSPAN_SOMETHING_ELSE_ALTOGETHER", "1");
  Set("DBSPAN_TEST_OF_OURS", "1");
  const test::CapturedLog log;

  OptionsFromEnvironment("PG");
  OptionsFromEnvironment("REDIS");

  EXPECT_THAT(log.Text(),
              HasSubstr("[dbspan] DBSPAN_PG_QUERY_TXT is not a variable of dbspan and has "
                        "no effect; did you mean DBSPAN_PG_QUERY_TEXT?\n"));
  EXPECT_THAT(log.Text(),
              HasSubstr("DBSPAN_SOMETHING_ELSE_ALTOGETHER is not a variable of dbspan and "
                        "has no effect; docs/configuration.md lists them\n"));
  const std::string text = log.Text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(OptionsEnvTest, EverySwitchHasAVariable) {
  Set("DBSPAN_HEALTH_CHECKS", "off");
  Set("DBSPAN_ANSI_QUOTES", "true");
  Set("DBSPAN_CONNECT_SPANS", "true");
  Set("DBSPAN_TRANSACTION_SPANS", "true");
  Set("DBSPAN_CURRENT_SPANS", "true");
  Set("DBSPAN_PARAMETERS", "0, 2");
  Set("DBSPAN_METRIC_SERIES_LIMIT", "7");
  Set("DBSPAN_SLOW_THRESHOLD", "250ms");
  Set("DBSPAN_STREAM_MILESTONE", "1000");
  Set("DBSPAN_SQLCOMMENTER", "traceparent");
  Set("DBSPAN_SQLCOMMENTER_TAGS", "service.name=shop, team=a=b");
  Set("DBSPAN_REPORT_INTERVAL", "30s");
  Set("DBSPAN_REPORT_STATEMENTS", "3");

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_FALSE(options.health_checks);
  EXPECT_TRUE(options.ansi_quotes);
  EXPECT_TRUE(options.connect_spans);
  EXPECT_TRUE(options.transaction_spans);
  EXPECT_TRUE(options.current_spans);
  EXPECT_THAT(options.parameters, ElementsAre("0", "2"));
  EXPECT_EQ(options.metric_series_limit, 7U);
  EXPECT_EQ(options.slow_threshold, std::chrono::milliseconds{250});
  EXPECT_EQ(options.stream_milestone, 1000U);
  EXPECT_EQ(options.sqlcommenter, SqlCommenter::kTraceContext);
  EXPECT_THAT(options.sqlcommenter_tags,
              ElementsAre(Pair("service.name", "shop"), Pair("team", "a=b")));
  EXPECT_EQ(options.report_interval, std::chrono::seconds{30});
  EXPECT_EQ(options.report_statements, 3U);
}

TEST_F(OptionsEnvTest, TheConventionsCanBeDoubled) {
  Set("OTEL_SEMCONV_STABILITY_OPT_IN", "http, database/dup");
  EXPECT_EQ(OptionsFromEnvironment("PG").conventions, Conventions::kStableAndOld);

  Set("OTEL_SEMCONV_STABILITY_OPT_IN", "database,http/dup");
  EXPECT_EQ(OptionsFromEnvironment("PG").conventions, Conventions::kStable);
}

TEST_F(OptionsEnvTest, ExceptionsCanBeLogRecords) {
  EXPECT_EQ(OptionsFromEnvironment("PG").exceptions, ExceptionSignal::kEvents);

  Set("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN", "logs");
  EXPECT_EQ(OptionsFromEnvironment("PG").exceptions, ExceptionSignal::kLogs);

  Set("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN", "logs/dup");
  EXPECT_EQ(OptionsFromEnvironment("PG").exceptions, ExceptionSignal::kEventsAndLogs);
}

struct BadValue {
  std::string rule;
  const char* name;
  const char* value;
  const char* accepted;
};

class BadValueTest : public ::testing::TestWithParam<BadValue> {};

TEST_P(BadValueTest, IsIgnoredAndTheAcceptedOnesAreSaid) {
  const BadValue& bad = GetParam();
  setenv(bad.name, bad.value, 1);
  const test::CapturedLog log;

  const Options options = OptionsFromEnvironment("PG");

  const std::string said = log.Text();
  unsetenv(bad.name);
  EXPECT_EQ(said, std::string{"[dbspan] "} + bad.name + "=" + bad.value +
                      " is ignored; accepted: " + bad.accepted + "\n");
  const Options defaults;
  EXPECT_EQ(options.slow_threshold, defaults.slow_threshold);
  EXPECT_EQ(options.stream_milestone, defaults.stream_milestone);
  EXPECT_EQ(options.sqlcommenter, defaults.sqlcommenter);
  EXPECT_TRUE(options.sqlcommenter_tags.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadValueTest,
    ::testing::Values(BadValue{"a duration needs a unit", "DBSPAN_SLOW_THRESHOLD", "250",
                               "0, or a whole number with its unit: 250us, 10ms, 1s"},
                      BadValue{"a duration is a whole number", "DBSPAN_SLOW_THRESHOLD", "0.5s",
                               "0, or a whole number with its unit: 250us, 10ms, 1s"},
                      BadValue{"a duration is not negative", "DBSPAN_REPORT_INTERVAL", "-1s",
                               "0, or a whole number with its unit: 250us, 10ms, 1s"},
                      BadValue{"rows are a number", "DBSPAN_STREAM_MILESTONE", "many",
                               "a number of rows from 0 to 999999999"},
                      BadValue{"a choice is one of its words", "DBSPAN_SQLCOMMENTER", "on",
                               "off, tags, traceparent"},
                      BadValue{"a tag has a key", "DBSPAN_SQLCOMMENTER_TAGS", "shop",
                               "key=value, separated by commas"}),
    test::CaseName{});

TEST_F(OptionsEnvTest, ALimitIsANumber) {
  Set("DBSPAN_PG_QUERY_TEXT_LIMIT", "-1");
  const test::CapturedLog log;

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_EQ(options.query_text_limit, 4096U);
  EXPECT_THAT(log.Text(), HasSubstr("a number of bytes"));
}

}  // namespace
}  // namespace dbspan
