#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "dbspan/options.h"

namespace dbspan {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

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

TEST_F(OptionsEnvTest, AnUnknownValueIsIgnoredAndSaidOnce) {
  Set("DBSPAN_MYSQL_QUERY_TEXT", "all");
  CaptureStderr();

  const Options first = OptionsFromEnvironment("MYSQL");
  OptionsFromEnvironment("MYSQL");

  EXPECT_EQ(first.query_text, QueryText::kSanitized);
  EXPECT_EQ(
      GetCapturedStderr(),
      "[dbspan] DBSPAN_MYSQL_QUERY_TEXT=all is ignored; accepted: off, sanitized, verbatim\n");
}

TEST_F(OptionsEnvTest, ALimitIsANumber) {
  Set("DBSPAN_PG_QUERY_TEXT_LIMIT", "-1");
  CaptureStderr();

  const Options options = OptionsFromEnvironment("PG");

  EXPECT_EQ(options.query_text_limit, 4096U);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("a number of bytes"));
}

}  // namespace
}  // namespace dbspan
