#include "core/sql/summarizer.h"

#include <gtest/gtest.h>

#include <string>

#include "core/sql/statement.h"
#include "tests/support/case_name.h"

namespace dbspan::sql_text {
namespace {

struct SummaryCase {
  const char* rule;
  const char* sql;
  const char* summary;
};

class SummaryTest : public ::testing::TestWithParam<SummaryCase> {};

TEST_P(SummaryTest, NamesVerbsAndTargets) {
  EXPECT_EQ(Analyze(GetParam().sql, Dialect::kPostgreSql, 4096).summary, GetParam().summary)
      << GetParam().rule;
}

const SummaryCase kCases[] = {
    {"quotes stay", "SELECT * FROM \"my table\"", "SELECT \"my table\""},
    {"qualified names", "SELECT * FROM a.b.c", "SELECT a.b.c"},
    {"statements are joined", "SELECT * FROM a; DELETE FROM b;", "SELECT a; DELETE b"},
    {"common table expressions are no targets",
     "WITH x AS (SELECT * FROM a), y(c) AS (DELETE FROM b RETURNING *) SELECT * FROM x JOIN y ON "
     "true JOIN z",
     "SELECT a DELETE b SELECT z"},
    {"union", "SELECT * FROM a UNION SELECT * FROM b", "SELECT a SELECT b"},
    {"explain", "EXPLAIN ANALYZE SELECT * FROM a", "EXPLAIN SELECT a"},
    {"update", "UPDATE a SET b = (SELECT c FROM d) FROM e", "UPDATE a SELECT d e"},
    {"upsert is one insert", "INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET b = 1",
     "INSERT a"},
    {"for update is no verb", "SELECT * FROM a FOR UPDATE", "SELECT a"},
    {"FROM inside functions", "SELECT EXTRACT(YEAR FROM b), TRIM(c FROM d) FROM a", "SELECT a"},
    {"IS DISTINCT FROM", "SELECT * FROM a WHERE b IS DISTINCT FROM c", "SELECT a"},
    {"functions named like verbs", "SELECT REPLACE(b, 'x', 'y') FROM a", "SELECT a"},
    {"delete using", "DELETE FROM a USING b WHERE true", "DELETE a b"},
    {"parenthesized joins", "SELECT * FROM (a CROSS JOIN b), c", "SELECT a b c"},
    {"a subquery in WHERE", "SELECT * FROM a WHERE b IN (SELECT c FROM d)", "SELECT a SELECT d"},
    {"create or replace view", "CREATE OR REPLACE VIEW v AS SELECT * FROM a",
     "CREATE VIEW v SELECT a"},
    {"create index", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)", "CREATE INDEX i"},
    {"drop several", "DROP TABLE IF EXISTS a, b.c", "DROP TABLE a b.c"},
    {"truncate", "TRUNCATE a", "TRUNCATE a"},
    {"copy", "COPY a (b) FROM STDIN", "COPY a"},
    {"call", "CALL p(1)", "CALL p"},
    {"transactions", "BEGIN; COMMIT", "BEGIN; COMMIT"},
    {"grant shows its verb only", "GRANT SELECT ON a TO b", "GRANT"},
    {"set shows its verb only", "SET search_path TO a", "SET"},
    {"no verb, no summary", "SELEC * FROM a", ""},
    {"no text, no summary", "", ""},
    {"nothing readable, no summary", "'secret'", ""},
    {"merge", "MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN UPDATE SET d = 1", "MERGE a b"},
};
INSTANTIATE_TEST_SUITE_P(Rules, SummaryTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(SummarizerTest, StopsAt255BetweenWords) {
  std::string sql = "SELECT * FROM first";
  for (int i = 0; i < 100; ++i) sql += " JOIN table_" + std::to_string(i);

  const std::string summary = Analyze(sql, Dialect::kMySql, 4096).summary;

  EXPECT_LE(summary.size(), 255U);
  EXPECT_EQ(summary.substr(summary.rfind(' ') + 1).substr(0, 6), "table_");
  EXPECT_NE(sql.find(summary.substr(summary.rfind(' ') + 1) + " JOIN"), std::string::npos);
}

}  // namespace
}  // namespace dbspan::sql_text
