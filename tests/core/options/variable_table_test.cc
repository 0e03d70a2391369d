#include "core/options/variable_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dbspan {
namespace {

TEST(VariableTableTest, KnowsTheNamesOfAllClients) {
  EXPECT_TRUE(IsKnownVariable("DBSPAN_ENABLED"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_PG_ENABLED"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_MYSQL_ANSI_QUOTES"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_REDIS_MESSAGE_SPANS"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_LOG"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_TRACE_ERROR_MESSAGES"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_RECORDER_MEMORY"));
  EXPECT_TRUE(IsKnownVariable("DBSPAN_TEST_PG_URL"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_PG"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_ORACLE_ENABLED"));
  EXPECT_FALSE(IsKnownVariable("DBSPAN_"));
}

TEST(VariableTableTest, TheNearestNameIsWhatWasMeant) {
  EXPECT_EQ(NearestVariable("DBSPAN_PG_QUERY_TXT"), "DBSPAN_PG_QUERY_TEXT");
  EXPECT_EQ(NearestVariable("DBSPAN_ENABELD"), "DBSPAN_ENABLED");
  EXPECT_EQ(NearestVariable("DBSPAN_POSTGRES_QUERY_TEXT"), "DBSPAN_PG_QUERY_TEXT");
  EXPECT_EQ(NearestVariable("DBSPAN_REDIS_ERROR_MESSAGE"), "DBSPAN_REDIS_ERROR_MESSAGES");
  EXPECT_EQ(NearestVariable("DBSPAN_LOGS"), "DBSPAN_LOG");
  EXPECT_EQ(NearestVariable("DBSPAN_X"), "");
}

}  // namespace
}  // namespace dbspan
