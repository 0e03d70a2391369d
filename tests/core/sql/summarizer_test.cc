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
    {"common table expressions anywhere", "EXPLAIN WITH x AS (SELECT * FROM a) SELECT * FROM x",
     "EXPLAIN SELECT a SELECT"},
    {"below definitions", "CREATE TABLE t AS WITH x(y) AS (SELECT 1 FROM a) SELECT * FROM x",
     "CREATE TABLE t SELECT a SELECT"},
    {"in INSERT", "INSERT INTO t WITH x AS (SELECT * FROM a) SELECT * FROM x",
     "INSERT t SELECT a SELECT"},
    {"in PREPARE", "PREPARE p AS WITH x AS (SELECT * FROM a) DELETE FROM b USING x",
     "PREPARE p SELECT a DELETE b"},
    {"in subqueries", "SELECT * FROM (WITH x(y) AS (SELECT * FROM a) SELECT * FROM x) z, x",
     "SELECT SELECT a SELECT x"},
    {"one that is named like its table",
     "WITH a AS (SELECT * FROM a) SELECT * FROM a JOIN b USING (id)", "SELECT a SELECT b"},
    {"a recursive one means itself",
     "WITH RECURSIVE a(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
     "SELECT SELECT"},
    {"other uses of WITH", "SELECT a::timestamp with time zone FROM b WITH ORDINALITY AS c, d",
     "SELECT b d"},
    {"rows of VALUES below FROM", "SELECT * FROM (VALUES (a), (lower('x')), (ARRAY[3])) v, t",
     "SELECT t"},
    {"columns of USING are no tables", "DELETE FROM a USING b JOIN c USING (id, x) WHERE true",
     "DELETE a b c"},
    {"a source of MERGE that joins",
     "MERGE INTO t USING s JOIN u ON s.id = u.id ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = "
     "1, b = 2",
     "MERGE t s u"},
    {"an index without a name", "CREATE INDEX ON app.t USING btree (a)", "CREATE INDEX app.t"},
    {"truncate several", "TRUNCATE TABLE ONLY a, b.c", "TRUNCATE TABLE a b.c"},
    {"lock several", "LOCK TABLE a, b IN SHARE MODE", "LOCK TABLE a b"},
    {"vacuum", "VACUUM (FULL, ANALYZE) app.t (a, b), u", "VACUUM app.t u"},
    {"explain refresh", "EXPLAIN REFRESH MATERIALIZED VIEW m",
     "EXPLAIN REFRESH MATERIALIZED VIEW m"},
    {"copy binary", "COPY BINARY t FROM STDIN", "COPY t"},
    {"all of a tablespace", "ALTER TABLE ALL IN TABLESPACE x SET TABLESPACE y", "ALTER TABLE"},
    {"analyze", "ANALYZE VERBOSE t", "ANALYZE t"},
    {"reindex", "REINDEX (VERBOSE) TABLE CONCURRENTLY t", "REINDEX TABLE t"},
    {"cluster", "CLUSTER i ON t", "CLUSTER t"},
    {"refresh", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "REFRESH MATERIALIZED VIEW v"},
    {"table", "TABLE users", "TABLE users"},
    {"table below others", "INSERT INTO a TABLE b", "INSERT a TABLE b"},
    {"values", "VALUES (1, 2), (3, 4)", "VALUES"},
    {"comment", "COMMENT ON TABLE t IS 'x'", "COMMENT"},
    {"import", "IMPORT FOREIGN SCHEMA s FROM SERVER srv INTO l", "IMPORT"},
    {"event trigger", "CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f()",
     "CREATE EVENT TRIGGER et"},
    {"bodies of routines",
     "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END FROM t; SELECT 2; "
     "END; SELECT * FROM u",
     "CREATE FUNCTION f; SELECT u"},
    {"rules", "CREATE RULE r AS ON INSERT TO v DO INSTEAD (DELETE FROM a; DELETE FROM b); TABLE c",
     "CREATE RULE r; TABLE c"},
    {"a routine of one statement", "CREATE FUNCTION f() RETURNS int RETURN 1; SELECT * FROM u",
     "CREATE FUNCTION f; SELECT u"},
    {"a column called password", "CREATE TABLE users (password text); INSERT INTO audit VALUES (1)",
     "CREATE TABLE users; INSERT audit"},
    {"keywords behind a point", "SELECT * FROM a JOIN b ON a.limit = b.offset, c", "SELECT a b c"},
    {"blanks around points", "SELECT * FROM sch . tab t", "SELECT sch.tab"},
    {"rows from", "SELECT * FROM ROWS FROM (f(1), g(2)) AS r", "SELECT f g"},
    {"names that are keywords elsewhere", "SELECT * FROM ignore, if", "SELECT ignore if"},
    {"select into", "SELECT * INTO TEMP TABLE a FROM b", "SELECT a b"},
    {"privileges are no queries", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO b", "ALTER"},
    {"policies", "CREATE POLICY p ON t FOR SELECT USING (true)", "CREATE POLICY p"},
    {"operators", "CREATE OPERATOR CLASS c FOR TYPE t USING btree AS STORAGE t", "CREATE"},
    {"lateral", "SELECT * FROM a, LATERAL f(a.b), ONLY c", "SELECT a f c"},
    {"names that may be parts of literals",
     "SELECT a FROM t WHERE b = 'O'Brien' AND c = ' FROM secret'", "SELECT t"},
    {"dual is an ordinary table", "SELECT 1 FROM dual", "SELECT dual"},
    {"merge", "MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN UPDATE SET d = 1", "MERGE a b"},
};
class MySqlSummaryTest : public ::testing::TestWithParam<SummaryCase> {};

TEST_P(MySqlSummaryTest, NamesVerbsAndTargets) {
  EXPECT_EQ(Analyze(GetParam().sql, Dialect::kMySql, 4096).summary, GetParam().summary)
      << GetParam().rule;
}

const SummaryCase kMySqlCases[] = {
    {"variables are no tables", "SELECT MIN(a), MAX(a) FROM t1 INTO @min, @max", "SELECT t1"},
    {"files are no tables", "SELECT a INTO OUTFILE '/x' FROM t", "SELECT t"},
    {"hints", "SELECT * FROM a FORCE INDEX FOR ORDER BY (i) JOIN c ON true", "SELECT a c"},
    {"analyze tables", "ANALYZE TABLE a, b", "ANALYZE TABLE a b"},
    {"aggregate functions", "CREATE OR REPLACE AGGREGATE FUNCTION f(x INT) RETURNS INT RETURN x",
     "CREATE FUNCTION f"},
    {"explain into a variable", "EXPLAIN FORMAT=JSON INTO @v SELECT * FROM t", "EXPLAIN SELECT t"},
    {"tables of another time", "SELECT * FROM t FOR SYSTEM_TIME AS OF NOW() JOIN u, v FOR UPDATE",
     "SELECT t u v"},
    {"periods", "ALTER TABLE t ADD PERIOD FOR SYSTEM_TIME(a, b)", "ALTER TABLE t"},
    {"the instance", "ALTER INSTANCE ROTATE INNODB MASTER KEY", "ALTER"},
    {"lock the instance", "LOCK INSTANCE FOR BACKUP", "LOCK"},
    {"escapes of ODBC", "SELECT * FROM { OJ a LEFT OUTER JOIN b ON 1 }", "SELECT a b"},
    {"lock tables", "LOCK TABLES a READ, b AS c WRITE", "LOCK TABLES a b"},
    {"load data", "LOAD DATA LOCAL INFILE 'x' IGNORE INTO TABLE t FIELDS TERMINATED BY ','",
     "LOAD t"},
    {"handler", "HANDLER t READ FIRST", "HANDLER t"},
    {"describe", "DESC t", "DESC t"},
    {"explain update", "EXPLAIN FORMAT=JSON UPDATE t SET a = 1", "EXPLAIN UPDATE t"},
    {"explain a table", "EXPLAIN t", "EXPLAIN t"},
    {"explain a connection", "EXPLAIN FOR CONNECTION 5", "EXPLAIN"},
    {"maintenance", "OPTIMIZE LOCAL TABLE a, b", "OPTIMIZE TABLE a b"},
    {"check", "CHECK TABLE a QUICK", "CHECK TABLE a"},
    {"distributed transactions", "XA START 'x'", "XA START"},
    {"signal", "SIGNAL SQLSTATE '45000'", "SIGNAL"},
    {"the user itself", "ALTER USER USER() IDENTIFIED BY 'x'", "ALTER USER"},
    {"names that begin with a digit", "SELECT * FROM 2024_orders JOIN a.3rd",
     "SELECT 2024_orders a.3rd"},
    {"bodies of triggers",
     "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN IF a THEN SET NEW.a = 1; END IF; "
     "INSERT "
     "INTO log VALUES ('x'); END; SELECT 1 FROM u",
     "CREATE TRIGGER g; SELECT u"},
    {"a procedure that is a loop", "CREATE PROCEDURE p() LOOP SELECT 1 FROM a; LEAVE l; END LOOP",
     "CREATE PROCEDURE p"},
    {"a labelled loop with conditions",
     "CREATE PROCEDURE p() DETERMINISTIC l: WHILE a DO IF b THEN LEAVE l; END IF; DELETE FROM c; "
     "END WHILE l; SELECT 1 FROM u",
     "CREATE PROCEDURE p; SELECT u"},
    {"a procedure that repeats",
     "CREATE PROCEDURE p() REPEAT UPDATE a SET b = REPEAT('x', 2); UNTIL c END REPEAT; SELECT 1 "
     "FROM u",
     "CREATE PROCEDURE p; SELECT u"},
    {"a function that is a condition",
     "CREATE FUNCTION f() RETURNS INT IF a THEN RETURN IF(b, 1, 2); ELSE RETURN 3; END IF",
     "CREATE FUNCTION f"},
    {"a function without control",
     "CREATE FUNCTION f() RETURNS INT RETURN IF(a, 1, 2); SELECT 1 "
     "FROM u",
     "CREATE FUNCTION f; SELECT u"},
    {"a procedure of one query", "CREATE PROCEDURE p() SELECT IF(a, 1, 2) FROM t; SELECT 1 FROM u",
     "CREATE PROCEDURE p; SELECT u"},
    {"a condition of a trigger",
     "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW FOLLOWS h IF a THEN DELETE FROM b; END IF; "
     "SELECT 1 FROM u",
     "CREATE TRIGGER g; SELECT u"},
    {"a loop of an event",
     "CREATE EVENT e ON SCHEDULE AT IF(a, b, c) DO FOR i IN 1..3 DO DELETE FROM t; END FOR; SELECT "
     "1 FROM u",
     "CREATE EVENT e; SELECT u"},
    {"blocks inside of loops",
     "CREATE PROCEDURE p() LOOP BEGIN IF a THEN LEAVE l; END IF; END; CASE a WHEN 1 THEN CALL q(); "
     "END CASE; END LOOP; SELECT 1 FROM u",
     "CREATE PROCEDURE p; SELECT u"},
    {"DUAL is no table", "SELECT 1 FROM DUAL WHERE a = 1", "SELECT"},
    {"DUAL below a table", "INSERT INTO t SELECT 1 FROM dual", "INSERT t SELECT"},
    {"a quoted table DUAL", "SELECT 1 FROM `dual`", "SELECT `dual`"},
    {"a table DUAL of a schema", "SELECT 1 FROM s.dual", "SELECT s.dual"},
    {"delete from several", "DELETE a, b FROM a JOIN b USING (id)", "DELETE a b"},
    {"update several", "UPDATE LOW_PRIORITY a JOIN b ON true SET a.x = 1", "UPDATE a b"},
    {"rename several", "RENAME TABLE a TO b, c TO d", "RENAME TABLE a c"},
};
INSTANTIATE_TEST_SUITE_P(Rules, MySqlSummaryTest, ::testing::ValuesIn(kMySqlCases),
                         test::CaseName{});

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
