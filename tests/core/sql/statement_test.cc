#include "core/sql/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dbspan::sql_text {
namespace {

struct Vector {
  Dialect dialect;
  nlohmann::json content;
};

std::vector<Vector> OfficialVectors() {
  std::ifstream file{DBSPAN_SEMCONV_DIR "/sql_test_cases.json"};
  std::vector<Vector> vectors;
  for (const auto& content : nlohmann::json::parse(file)) {
    vectors.push_back({Dialect::kPostgreSql, content});
    vectors.push_back({Dialect::kMySql, content});
  }
  return vectors;
}

/// Source: semantic-conventions, docs/non-normative/database-test-cases/db-sql-test-cases.json
class OfficialVectorTest : public ::testing::TestWithParam<Vector> {};

TEST_P(OfficialVectorTest, GivesTheExpectedTextAndSummary) {
  const auto& [dialect, vector] = GetParam();

  const Statement statement = Analyze(vector["input"]["query"].get<std::string>(), dialect, 4096);

  EXPECT_THAT(vector["expected"]["db.query.text"].get<std::vector<std::string>>(),
              ::testing::Contains(statement.text));
  EXPECT_EQ(statement.summary, vector["expected"]["db.query.summary"].get<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Semconv, OfficialVectorTest, ::testing::ValuesIn(OfficialVectors()),
                         [](const auto& row) {
                           const bool mysql = row.param.dialect == Dialect::kMySql;
                           return row.param.content["name"].template get<std::string>() +
                                  (mysql ? "_mysql" : "_postgresql");
                         });

TEST(StatementTest, OfficialVectorsAreAllThere) { EXPECT_EQ(OfficialVectors().size(), 2U * 24U); }

TEST(StatementTest, CallNamesItsProcedure) {
  EXPECT_EQ(Analyze("CALL shop.restock(1)", Dialect::kMySql, 4096).procedure, "shop.restock");
}

TEST(StatementTest, TwoCallsNameNone) {
  EXPECT_EQ(Analyze("CALL a(); CALL b()", Dialect::kMySql, 4096).procedure, "");
}

}  // namespace
}  // namespace dbspan::sql_text
