#include "core/sql/sanitizer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/sql/statement.h"
#include "core/sql/utf8.h"
#include "tests/support/case_name.h"

namespace dbspan::sql_text {
namespace {

constexpr std::size_t kNoLimit = 1U << 20U;

struct SanitizeCase {
  const char* rule;
  const char* sql;
  const char* text;
};

/// Syntaxes of servers with default settings, with other settings, and with unknown settings
/// (`kAny…`).
constexpr Syntax kPostgres{Dialect::kPostgreSql, {Setting::kOff, Setting::kUnknown, Setting::kOff}};
constexpr Syntax kAnyPostgres{Dialect::kPostgreSql};
constexpr Syntax kEscapingPostgres{Dialect::kPostgreSql,
                                   {Setting::kOn, Setting::kUnknown, Setting::kOff}};
constexpr Syntax kMySql{Dialect::kMySql, {Setting::kOn, Setting::kOff, Setting::kOff}};
constexpr Syntax kAnyMySql{Dialect::kMySql};
constexpr Syntax kAnsiMySql{Dialect::kMySql, {Setting::kOn, Setting::kOn, Setting::kOff}};
constexpr Syntax kLiteralMySql{Dialect::kMySql, {Setting::kOff, Setting::kOff, Setting::kOff}};

class SanitizeTest : public ::testing::TestWithParam<std::pair<Syntax, SanitizeCase>> {};

TEST_P(SanitizeTest, WritesTheText) {
  const auto& [syntax, row] = GetParam();
  EXPECT_EQ(Analyze(row.sql, syntax, kNoLimit).text, row.text) << row.rule;
}

TEST_P(SanitizeTest, DoingItTwiceChangesNothing) {
  const auto& [syntax, row] = GetParam();
  const std::string once = Analyze(row.sql, syntax, kNoLimit).text;
  EXPECT_EQ(Analyze(once, syntax, kNoLimit).text, once) << row.rule;
}

struct PairName {
  std::string operator()(
      const ::testing::TestParamInfo<std::pair<Syntax, SanitizeCase>>& info) const {
    return test::Name(info.param.second.rule);
  }
};

std::vector<std::pair<Syntax, SanitizeCase>> For(const Syntax& syntax,
                                                 const std::vector<SanitizeCase>& rows) {
  std::vector<std::pair<Syntax, SanitizeCase>> cases;
  cases.reserve(rows.size());
  for (const SanitizeCase& row : rows) cases.emplace_back(syntax, row);
  return cases;
}

const std::vector<SanitizeCase> kBoth = {
    {"strings become ?", "SELECT 'a'", "SELECT ?"},
    {"doubled quotes stay inside", "SELECT 'it''s', x", "SELECT ?, x"},
    {"numbers become ?", "SELECT 42, 4.2, .5, 1e-5, 0x1F", "SELECT ?, ?, ?, ?, ?"},
    {"digits in names stay", "SELECT c1 FROM t2", "SELECT c1 FROM t2"},
    {"a sign belongs to its number", "SELECT -1, +2", "SELECT ?, ?"},
    {"a sign behind an operand is an operator", "SELECT a-1, (b)+2, 3 -4, 'x' - 5, f -42",
     "SELECT a-?, (b)+?, ? -?, ? - ?, f -?"},
    {"a sign behind a keyword belongs to its number", "SELECT a WHERE b BETWEEN -1 AND -2",
     "SELECT a WHERE b BETWEEN ? AND ?"},
    {"minus between numbers stays", "SELECT 123-45-6789, 2-1", "SELECT ?-?-?, ?-?"},
    {"the official vector drops plus", "SELECT 99+100, 99 + 100", "SELECT ??, ? + ?"},
    {"booleans become ?", "SELECT a WHERE b = TRUE AND c <> false",
     "SELECT a WHERE b = ? AND c <> ?"},
    {"ON true and IS TRUE are syntax", "SELECT a FROM t JOIN u ON true WHERE b IS NOT TRUE",
     "SELECT a FROM t JOIN u ON true WHERE b IS NOT TRUE"},
    {"modifiers of types in casts stay", "SELECT CAST(b AS numeric(10, 2)), CAST(a AS char(5))",
     "SELECT CAST(b AS numeric(10, 2)), CAST(a AS char(5))"},
    {"modifiers of types of columns go", "ALTER TABLE t ADD a varchar(255)",
     "ALTER TABLE t ADD a varchar(?)"},
    {"no modifiers", "SELECT a AS b, f(42), CAST(a AS x(123456))",
     "SELECT a AS b, f(?), CAST(a AS x(?))"},
    {"a column called password in DDL", "CREATE TABLE t (id int, password text, a int DEFAULT 7)",
     "CREATE TABLE t (id int, password text, a int DEFAULT ?)"},
    {"a column called password in GRANT", "GRANT SELECT (id, password) ON t TO bob",
     "GRANT SELECT (id, password) ON t TO bob"},
    {"bare values of SET", "SET app.token TO secretword", "SET app.token TO ?"},
    {"bare values of SET behind a mark", "SET x = secretword -- c", "SET x = ? "},
    {"marks in bare values of SET", "SET x = secret-word; SELECT a", "SET x = ?; SELECT a"},
    {"host names as values of SET", "SET x = secret@host:word", "SET x = ?"},
    {"DEFAULT is no value", "SET x TO DEFAULT", "SET x TO DEFAULT"},
    {"blanks that are no blanks", "SELECT a WHERE id =\u00a04242 AND b\u3000= 1",
     "SELECT a WHERE id =\u00a0? AND b\u3000= ?"},
    {"typographic quotes", "SELECT a WHERE b = ‘my secret’ AND c = “x” AND d = »y« AND e = 「z」",
     "SELECT a WHERE b = ? AND c = ? AND d = ? AND e = ?"},
    {"a typographic quote that does not close", "SELECT a WHERE b = ‘my secret",
     "SELECT a WHERE b = ?"},
    {"an apostrophe is no closing quote", "SELECT “it’s secret”, „O’word“, «l’word» AND b",
     "SELECT ?, ?, ? AND b"},
    {"what may be an apostrophe closes nothing", "SELECT a, ‘O’secret’ AND b", "SELECT a, ?"},
    {"an apostrophe before a blank", "SELECT a, ‘dogs’ secret’ AND b", "SELECT a, ?"},
    {"nested typographic quotes", "SELECT a, “b “c” secret” AND d", "SELECT a, ?"},
    {"isolates", "SELECT \u20664111\u2069, b", "SELECT \u2066?, b"},
    {"minus signs beyond ASCII", "SELECT a WHERE b = −4111 AND c = –4111",
     "SELECT a WHERE b = ? AND c = ?"},
    {"currencies", "SELECT a WHERE b = €4111 OR b = −£4111", "SELECT a WHERE b = ? OR b = ?"},
    {"digits of any script", "SELECT ௪௧௧௧, ૪૧૧૧, 𝟒𝟏𝟏𝟏", "SELECT ?, ?, ?"},
    {"letters before digits are names", "SELECT 表1 FROM ä2", "SELECT 表1 FROM ä2"},
    {"a dollar behind a foreign blank", "SELECT a =\u3000$q$it is secret$q$ AND b",
     "SELECT a =\u3000?"},
    {"digits of full width", "SELECT a WHERE b = ４２４２", "SELECT a WHERE b = ?"},
    {"a lone sign stays", "SELECT a - b", "SELECT a - b"},
    {"later rows of plain values go",
     "INSERT INTO t VALUES (1, 'a'), (-2.5 , 'b''c'),\n(NULL, default)",
     "INSERT INTO t VALUES (?, ?)"},
    {"what follows plain rows stays", "INSERT INTO t VALUES (1), (2), (3) RETURNING a",
     "INSERT INTO t VALUES (?) RETURNING a"},
    {"a later row may hold a query", "INSERT INTO t VALUES (1), (2), ((SELECT 'x' FROM u)), (4)",
     "INSERT INTO t VALUES (?)"},
    {"a later row may hold a comment", "INSERT INTO t VALUES (1), (/* ' */ 2), (3)",
     "INSERT INTO t VALUES (?)"},
    {"an open string in a later row ends the text", "INSERT INTO t VALUES (1), (2), ('open",
     "INSERT INTO t VALUES (?)"},
    {"lists of strings collapse", "SELECT a IN ('a', 'b''c', 'd') AND b", "SELECT a IN (?) AND b"},
    {"lists with NULL and booleans collapse", "SELECT a IN (1, NULL, TRUE)", "SELECT a IN (?)"},
    {"lists of rows collapse", "SELECT (a, b) IN ((1, 'x'), (2, NULL)), c",
     "SELECT (a, b) IN (?), c"},
    {"lists with expressions stay lists", "SELECT a IN (1, 2, b + 3)", "SELECT a IN (?, ?, b + ?)"},
    {"lists of queries stay", "SELECT a IN (SELECT b FROM t WHERE c IN (1,2))",
     "SELECT a IN (SELECT b FROM t WHERE c IN (?))"},
    {"line comments go", "SELECT a -- secret\nFROM t", "SELECT a \nFROM t"},
    {"block comments go", "SELECT a /* secret */ FROM t", "SELECT a  FROM t"},
    {"a comment keeps words apart", "SELECT a/* secret */b", "SELECT a b"},
    {"lists of literals collapse", "SELECT 1 WHERE a IN (1, 'b', -3)", "SELECT ? WHERE a IN (?)"},
    {"lists of expressions stay", "SELECT 1 WHERE a IN (b, 2)", "SELECT ? WHERE a IN (b, ?)"},
    {"rows collapse", "INSERT INTO t VALUES (1, 'a'), (2, now()), (3, NULL)",
     "INSERT INTO t VALUES (?, ?)"},
    {"one row stays as it is", "INSERT INTO t VALUES (1, a)", "INSERT INTO t VALUES (?, a)"},
    {"what follows the rows stays", "INSERT INTO t VALUES (1),(2) ON CONFLICT",
     "INSERT INTO t VALUES (?) ON CONFLICT"},
    {"passwords are masked with all behind them", "CREATE USER a PASSWORD 'x' y",
     "CREATE USER a PASSWORD ?"},
    {"a column may be called password", "SELECT password FROM t WHERE a = 1",
     "SELECT password FROM t WHERE a = ?"},
    {"identified by", "CREATE USER a IDENTIFIED BY secret", "CREATE USER a IDENTIFIED BY ?"},
    {"an unterminated string ends the text", "SELECT a, 'secret", "SELECT a, ?"},
    {"an unterminated comment ends the text", "SELECT a /* secret", "SELECT a ?"},
    {"several statements", "SELECT 1; DELETE FROM t", "SELECT ?; DELETE FROM t"},
    {"empty", "", ""},
    {"names of other alphabets stay", "SELECT größe FROM t", "SELECT größe FROM t"},
    {"broken encoding ends the text", "SELECT a, \xFF, 'x'", "SELECT a, ?"},
    {"broken encoding before an ampersand", "SELECT n\xFF&a", "SELECT ?"},
    {"the encoding of a literal does not matter", "SELECT a, '\xE9', b", "SELECT a, ?, b"},
    {"a URL in the place of a statement", "mysql://root:secret@host/db", "mysql?"},
    {"a connection string in the place of a statement", "host=h user=root password=secret dbname=d",
     "host=h user=root password ?"},
    {"an apostrophe that is not escaped", "INSERT INTO t VALUES ('O'Brien', 'secret word')",
     "INSERT INTO t VALUES (?"},
    {"a comment that is not closed, without a quote", "SELECT a FROM t /* secret",
     "SELECT a FROM t ?"},
    {"two of them", "INSERT INTO t VALUES ('O'Brien', 'a secret', 'D'Arcy')",
     "INSERT INTO t VALUES (?"},
    {"a quote that is not closed", "SELECT a FROM t WHERE b = 'x' AND c = secret' AND d = 'y'",
     "SELECT a FROM t WHERE b = ?"},
    {"a comment in a literal after it", "SELECT a FROM t WHERE b = 'x AND c = 'secret /* y'",
     "SELECT a FROM t WHERE b = ?"},
    {"a keyword directly after a literal", "SELECT a FROM t WHERE b='x'AND c='y'OR d = 1",
     "SELECT a FROM t WHERE b=?AND c=?OR d = ?"},
    {"a keyword that cannot follow a literal",
     "SELECT a FROM t WHERE b = 'my 'password hunter2' is'", "SELECT a FROM t WHERE b = ?"},
    {"a verb that cannot follow a literal",
     "INSERT INTO t VALUES ('he said 'do secret things' ok')", "INSERT INTO t VALUES (?"},
    {"a dollar sign after a literal", "SELECT a FROM t WHERE b = 'pa'$secret word 'x'",
     "SELECT a FROM t WHERE b = ?"},
    {"a collation directly after a literal", "SELECT a FROM t WHERE b='x'COLLATE c ORDER BY d",
     "SELECT a FROM t WHERE b=?COLLATE c ORDER BY d"},
    {"a unit directly after a literal", "SELECT a FROM t WHERE b > now() - INTERVAL '1'DAY",
     "SELECT a FROM t WHERE b > now() - INTERVAL ?DAY"},
    {"a language directly after a body", "DO 'x'LANGUAGE plpgsql", "DO ?LANGUAGE plpgsql"},
    {"bytes that are no token end the text", "SELECT a \x01 secret", "SELECT a ?"},
};
INSTANTIATE_TEST_SUITE_P(BothPostgreSql, SanitizeTest, ::testing::ValuesIn(For(kPostgres, kBoth)),
                         PairName{});
INSTANTIATE_TEST_SUITE_P(BothAnsiQuotes, SanitizeTest, ::testing::ValuesIn(For(kAnsiMySql, kBoth)),
                         PairName{});
INSTANTIATE_TEST_SUITE_P(
    AnsiQuotes, SanitizeTest,
    ::testing::ValuesIn(For(
        kAnsiMySql,
        {{"double quotes are names", R"(SELECT "a b" FROM "t" WHERE c = 'x')",
          R"(SELECT "a b" FROM "t" WHERE c = ?)"},
         {"a quote is doubled in them", R"(SELECT "a""'b" FROM t)", R"(SELECT "a""'b" FROM t)"},
         {"passwords as names", R"(CHANGE MASTER TO MASTER_PASSWORD="secret")",
          "CHANGE MASTER TO MASTER_PASSWORD ?"},
         {"passwords of START", R"(START REPLICA USER="u" PASSWORD="secret")",
          R"(START REPLICA USER="u" PASSWORD ?)"},
         {"passwords of servers",
          R"(CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (USER "u", PASSWORD "secret"))",
          R"(CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (USER "u", PASSWORD ?)"},
         {"prefixed ones are literals of another kind", "SELECT _utf8'x', N'y'", "SELECT ?, ?"}})),
    PairName{});
INSTANTIATE_TEST_SUITE_P(BothMySql, SanitizeTest, ::testing::ValuesIn(For(kMySql, kBoth)),
                         PairName{});

INSTANTIATE_TEST_SUITE_P(
    PostgreSql, SanitizeTest,
    ::testing::ValuesIn(For(
        kPostgres,
        {
            {"double quotes are names", "SELECT \"a b\" FROM \"T\"", "SELECT \"a b\" FROM \"T\""},
            {"escape strings", R"(SELECT E'it\'s', x)", "SELECT ?, x"},
            {"unicode strings", R"(SELECT U&'d\0061t', U&"n")", "SELECT ?, U&\"n\""},
            {"bit strings", "SELECT B'101', X'1F', n'x'", "SELECT ?, ?, ?"},
            {"dollar quotes", "SELECT $$it's$$, $tag$it's $$ here$tag$", "SELECT ?, ?"},
            {"an unterminated dollar quote", "SELECT $a$ secret $b$", "SELECT ?"},
            {"a dollar inside a name", "SELECT a$b FROM t", "SELECT a$b FROM t"},
            {"parameters stay", "SELECT $1, $23", "SELECT $1, $23"},
            {"numbers in double quotes", "SELECT a FROM t WHERE b = \"4111111111111111\"",
             "SELECT a FROM t WHERE b = ?"},
            {"dates and mail in double quotes",
             "SELECT a FROM t WHERE b = \"2024-01-31\" OR c = \"a@b.example\" OR \"d@e\" = f",
             "SELECT a FROM t WHERE b = ? OR c = ? OR \"d@e\" = f"},
            {"numbers in names with escapes", "SELECT U&\"41111\", U&\"x41111\"",
             "SELECT ?, U&\"x41111\""},
            {"years in double quotes are names", "SELECT \"2024\", \"12345x\" FROM t",
             "SELECT \"2024\", \"12345x\" FROM t"},
            {"a dollar and too many digits are an amount", "SELECT $65535, $123456, b",
             "SELECT $65535, ?, b"},
            {"tags that are numbers", "SELECT $1$ secret $1$, b", "SELECT ?"},
            {"tags with a blank or a dash", "DO $a b$ secret $a b$", "DO ?"},
            {"connections of subscriptions without quotes",
             "CREATE SUBSCRIPTION s CONNECTION host=h password=secret PUBLICATION p",
             "CREATE SUBSCRIPTION s CONNECTION ?"},
            {"connections of subscriptions in double quotes",
             "ALTER SUBSCRIPTION s CONNECTION \"password=secret\"",
             "ALTER SUBSCRIPTION s CONNECTION ?"},
            {"connections of subscriptions in quotes",
             "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (password_required = a)",
             "CREATE SUBSCRIPTION s CONNECTION ? PUBLICATION p WITH (password_required = a)"},
            {"payloads of NOTIFY", "NOTIFY a, 'x'; NOTIFY b, $$x$$; NOTIFY c, secret; SELECT 1",
             "NOTIFY a, ?; NOTIFY b, ?; NOTIFY c, ?"},
            {"labels and comments",
             "COMMENT ON TABLE t IS NULL; SECURITY LABEL ON ROLE r IS secret",
             "COMMENT ON TABLE t IS NULL; SECURITY LABEL ON ROLE r IS ?"},
            {"casts", "SELECT '1'::int, 2::text", "SELECT ?::int, ?::text"},
            {"comments nest", "SELECT /* a /* b */ secret */ c", "SELECT  c"},
            {"json operators with a question mark", "SELECT a ? 'k', a ?| b, a ?& c",
             "SELECT a ? ?, a ?| b, a ?& c"},
            {"an escape string goes on as one", "SELECT E'x'\n'don\\'t tell secret Bob''s' FROM t",
             "SELECT ? FROM t"},
            {"an escape string goes on behind a comment",
             "SELECT E'a' -- it's\n  'it\\'s secret', 1 -- don't\n", "SELECT ?, ? \n"},
            {"without a line break it does not go on", R"(SELECT E'a' 'b\', 1)", "SELECT ? ?, ?"},
            {"bit strings have no doubled quotes", R"(SELECT B'1''\', a)", "SELECT ??, a"},
            {"dollar quotes behind a number", "SELECT 1$$it's$$", "SELECT ??"},
            {"casts have modifiers", "SELECT a::varchar(20), b::character varying(5), c::x.y(3, 4)",
             "SELECT a::varchar(20), b::character varying(5), c::x.y(3, 4)"},
            {"lists as values of SET", "SET search_path TO app, \"my schema\"",
             "SET search_path TO ?, ?"},
            {"ALTER ROLE SET", "ALTER ROLE bob IN DATABASE d SET app.token = secretword",
             "ALTER ROLE bob IN DATABASE d SET app.token = ?"},
            {"CREATE FUNCTION SET", "CREATE FUNCTION f() RETURNS int SET app.a TO word AS $$x$$",
             "CREATE FUNCTION f() RETURNS int SET app.a TO ? AS ?"},
            {"a carriage return ends a comment", "SELECT 1 -- a\r+b", "SELECT ? \r+b"},
            {"COPY with a line break only", "COPY t FROM STDIN;\n", "COPY t FROM STDIN;"},
            {"rows behind COPY FROM stdin", "COPY t FROM STDIN;\n1\tsecret\n",
             "COPY t FROM STDIN; ?"},
            {"rows behind COPY without a semicolon", "COPY t FROM STDIN\n1\tsecret\n",
             "COPY t FROM STDIN\n ?"},
            {"rows behind the options of COPY",
             "COPY t FROM STDIN\nWITH (FORMAT csv,\nHEADER)\nx,y",
             "COPY t FROM STDIN\nWITH (FORMAT csv,\nHEADER)\n ?"},
            {"rows that begin like an option", "COPY t FROM STDIN\nnull secret\n",
             "COPY t FROM STDIN\n ?"},
            {"old options on lines of their own",
             "COPY t FROM STDIN\nWITH CSV HEADER\nNULL AS 'x'\nFORCE NOT NULL a\nas\tsecret",
             "COPY t FROM STDIN\nWITH CSV HEADER\nNULL AS ?\nFORCE NOT NULL a\n ?"},
            {"rows behind COPY and a comment", "COPY t FROM STDIN\n/* c */ 1\tsecret",
             "COPY t FROM STDIN\n ?"},
            {"a second SET of a function",
             "CREATE FUNCTION f() RETURNS int SET a.x = w SET a.y = w STRICT SET a.z TO w AS $$ x "
             "$$",
             "CREATE FUNCTION f() RETURNS int SET a.x = ? SET a.y = ? STRICT SET a.z TO ? AS ?"},
            {"a second SET behind a number", "ALTER FUNCTION f(int) SET a.x = 1 SET a.y TO secret",
             "ALTER FUNCTION f(int) SET a.x = ? SET a.y TO ?"},
            {"points in values of SET", "SET app.jwt = eyJh.secret.secret, b-c",
             "SET app.jwt = ?, ?"},
            {"any mark before a value of SET", "SET a TO #secret; SET a = $secret; SET a = ~x.y",
             "SET a TO ?; SET a = ?"},
            {"SET without a mark", "SET app.token secret.x", "SET app.token ?"},
            {"time zones without quotes", "SET TIME ZONE Europe/Berlin", "SET TIME ZONE ?"},
            {"a sign before a bare value", "SET x = -secret;", "SET x = ?;"},
            {"a prefix behind a foreign blank", "SELECT a =\u00a0E'it\\'s secret' AND b",
             "SELECT a =\u00a0?"},
            {"COPY alone", "COPY t (a, b) FROM STDIN", "COPY t (a, b) FROM STDIN"},
            {"words that are options of COPY",
             "COPY (SELECT NULL AS a, b FROM t) TO STDOUT WITH (FORMAT csv, NULL secret, QUOTE "
             "s3cret, FORCE_QUOTE (a, b), DELIMITER secret)",
             "COPY (SELECT NULL AS a, b FROM t) TO STDOUT WITH (FORMAT csv, NULL ?, QUOTE ?, "
             "FORCE_QUOTE (a, b), DELIMITER ?)"},
            {"words that are old options of COPY",
             "COPY t FROM '/f' DELIMITERS AS secret NULL AS secret CSV FORCE NOT NULL a FORCE NULL "
             "b WHERE c IS NULL AND d",
             "COPY t FROM ? DELIMITERS AS ? NULL AS ? CSV FORCE NOT NULL a FORCE NULL b WHERE c IS "
             "NULL AND d"},
            {"words that are arguments of a trigger",
             "CREATE OR REPLACE TRIGGER a BEFORE UPDATE OF b ON c FOR EACH ROW WHEN (OLD.d = e) "
             "EXECUTE FUNCTION f(secret, \"secret\", 12, 'x'); SELECT a(b)",
             "CREATE OR REPLACE TRIGGER a BEFORE UPDATE OF b ON c FOR EACH ROW WHEN (OLD.d = e) "
             "EXECUTE FUNCTION f(?, ?, ?, ?); SELECT a(b)"},
            {"words that are states of an aggregate",
             "CREATE AGGREGATE a (int) (sfunc = f, stype = int, initcond = secret, "
             "minitcond=secret)",
             "CREATE AGGREGATE a (int) (sfunc = f, stype = int, initcond = ?, minitcond=?)"},
            {"words that are versions of an extension",
             "CREATE EXTENSION a SCHEMA b VERSION secret; ALTER EXTENSION a UPDATE TO secret",
             "CREATE EXTENSION a SCHEMA b VERSION ?; ALTER EXTENSION a UPDATE TO ?"},
            {"a backslash is no escape", R"(SELECT 'C:\', a)", "SELECT ?, a"},
            {"a backslash outside literals", R"(SELECT a \ b)", "SELECT a ?"},
        })),
    PairName{});

INSTANTIATE_TEST_SUITE_P(
    MySql, SanitizeTest,
    ::testing::ValuesIn(For(
        kMySql,
        {
            {"backslash escapes", R"(SELECT 'it\'s', x)", "SELECT ?, x"},
            {"double quotes are strings", R"(SELECT "a\"b", "c""d")", "SELECT ?, ?"},
            {"backticks are names", "SELECT `a``b` FROM `t`", "SELECT `a``b` FROM `t`"},
            {"hash comments", "SELECT a # secret\nFROM t", "SELECT a \nFROM t"},
            {"dashes without a blank are arithmetic", "SELECT a, 5--3, a--b",
             "SELECT a, ?-?, a- -b"},
            {"only a line feed ends a comment", "SELECT 1 # it is X1\rX2\n+2", "SELECT ? \n+?"},
            {"a carriage return does not end dashes either", "SELECT a -- X1\rX2\n, b",
             "SELECT a \n, b"},
            {"names may begin with a digit",
             "SELECT 1st FROM 2024_orders JOIN a.3d_models WHERE x=4242",
             "SELECT 1st FROM 2024_orders JOIN a.3d_models WHERE x=?"},
            {"hashes and numbers are no names", "SELECT 9f86d081, 1_000, 1e5, 0xAb, 0b1, t.4242",
             "SELECT ?, ?, ?, ?, ?, t.?"},
            {"numbers without the blank after them",
             "SELECT a FROM 20240101_log WHERE id=4111111AND b=4111111111x AND c=41111年",
             "SELECT a FROM 20240101_log WHERE id=? b=? AND c=?"},
            {"names that begin with a year", "SELECT a FROM 2024年", "SELECT a FROM 2024年"},
            {"a dollar and digits are an amount", "SELECT a = $4242, b", "SELECT a = ?, b"},
            {"comments that no server executes", "SELECT a /*!99999 secret 42 */ FROM t",
             "SELECT a  FROM t"},
            {"ids of transactions", "SELECT a FROM t FOR SYSTEM_TIME AS OF (12345)",
             "SELECT a FROM t FOR SYSTEM_TIME AS OF (?)"},
            {"bare values of SET in bodies",
             "CREATE PROCEDURE p() BEGIN SET GLOBAL a = secret; UPDATE t SET b = c; "
             "IF d THEN SET @@global.e = secret; END IF; END",
             "CREATE PROCEDURE p() BEGIN SET GLOBAL a = ?; UPDATE t SET b = c; "
             "IF d THEN SET @@global.e = ?; END IF; END"},
            {"bare values of SET in a body of one statement",
             "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET GLOBAL x = secret",
             "CREATE EVENT e ON SCHEDULE EVERY ? DAY DO SET GLOBAL x = ?"},
            {"bare values of SET in a loop",
             "CREATE PROCEDURE p() DETERMINISTIC LOOP SET x = secret; REPEAT SET y = secret; UNTIL "
             "1 "
             "END REPEAT; END LOOP",
             "CREATE PROCEDURE p() DETERMINISTIC LOOP SET x = ?; REPEAT SET y = ?; UNTIL ? "
             "END REPEAT; END LOOP"},
            {"bare values of SET in a trigger",
             "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW FOLLOWS h SET NEW.a = secret",
             "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW FOLLOWS h SET NEW.a = ?"},
            {"bare values of SET in handlers",
             "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLSTATE '42000' SET x = secret; "
             "DECLARE EXIT HANDLER FOR NOT FOUND SET y = secret; END",
             "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLSTATE ? SET x = ?; "
             "DECLARE EXIT HANDLER FOR NOT FOUND SET y = ?; END"},
            {"bare values of SIGNAL",
             "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = secret, MYSQL_ERRNO = 5",
             "SIGNAL SQLSTATE ? SET MESSAGE_TEXT = ?, MYSQL_ERRNO = ?"},
            {"bare values of SET without a definition",
             "FOR i IN 1..3 DO SET x = secret; END FOR; WHILE NOT a DO UPDATE t SET b = c; END "
             "WHILE",
             "FOR i IN ? DO SET x = ?; END FOR; WHILE NOT a DO UPDATE t SET b = c; END WHILE"},
            {"other meanings of SET in bodies",
             "CREATE PROCEDURE p(a CHAR(5) CHARACTER SET utf8) BEGIN CREATE TABLE t (b INT "
             "REFERENCES "
             "u (c) ON DELETE SET NULL, d TEXT CHARACTER SET latin1); INSERT INTO t SET b = d; END",
             "CREATE PROCEDURE p(a CHAR(?) CHARACTER SET utf8) BEGIN CREATE TABLE t (b INT "
             "REFERENCES "
             "u (c) ON DELETE SET NULL, d TEXT CHARACTER SET latin1); INSERT INTO t SET b = d; "
             "END"},
            {"bodies that update", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO UPDATE t SET a = b",
             "CREATE EVENT e ON SCHEDULE EVERY ? DAY DO UPDATE t SET a = b"},
            {"a URL without quotes",
             "CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION=mysql://root:secret@h/d",
             "CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION=mysql?"},
            {"a password of a table without quotes", "ALTER TABLE t PASSWORD = secret, COMMENT 'x'",
             "ALTER TABLE t PASSWORD ?"},
            {"a password of a table", "ALTER TABLE t PASSWORD = 'secret', ENGINE = x",
             "ALTER TABLE t PASSWORD = ?, ENGINE = x"},
            {"a column called password", "CREATE TABLE t (password TEXT, a INT)",
             "CREATE TABLE t (password TEXT, a INT)"},
            {"IDENTIFIED without BY", "GRANT ALL ON a TO b IDENTIFIED secret WITH GRANT OPTION",
             "GRANT ALL ON a TO b IDENTIFIED ?"},
            {"a backslash before the quote that should end a literal",
             "INSERT INTO t VALUES ('C:\\', ' secret', 'D:\\')", "INSERT INTO t VALUES (?"},
            {"a backtick that is not escaped",
             "SELECT `a FROM t WHERE b = `c` AND d = 'it`s secret'", "SELECT ?"},
            {"bodies in other languages",
             "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $js$ let secret = `x`; $js$",
             "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS ?"},
            {"bodies without quotes", "SELECT $$secret$$, a", "SELECT ?, a"},
            {"brackets may be quotes of names", "SELECT 1 AS [a b], 'x' AS [it's], 'y'",
             "SELECT ? AS [a b], ? AS ?"},
            {"numbers in brackets", "SELECT a = [ 4111 ], b = [c 4111], d = [４１１１], [e1]",
             "SELECT a = ?, b = ?, d = ?, [e1]"},
            {"passwords of replication", "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD=secret",
             "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD ?"},
            {"brackets behind a bare value", "SET x = secret[a'", "SET x = ??"},
            {"SET STATEMENT ends with FOR",
             "SET STATEMENT x=word FOR SELECT a FROM t JOIN u ON a = b WHERE c = d",
             "SET STATEMENT x=? FOR SELECT a FROM t JOIN u ON a = b WHERE c = d"},
            {"columns of a row in SET", "SET NEW.a = NEW.b + 1", "SET NEW.a = NEW.b + ?"},
            {"a sign before a bare value", "SET x = -secret;", "SET x = -?;"},
            {"a dollar may begin a name", "SELECT $a FROM $b", "SELECT $a FROM $b"},
            {"rows behind VALUE", "INSERT INTO t VALUE (1, 'a'), (2, 'b')",
             "INSERT INTO t VALUE (?, ?)"},
            {"bare values of system variables", "SET SESSION a = secretword, b = other, @c = d + 1",
             "SET SESSION a = ?, b = ?, @c = d + ?"},
            {"a text that sets its own settings", "SET sql_mode=''; SELECT 'a\\', X1, 'b'",
             "SET sql_mode=?; SELECT ?"},
            {"a text that may", "CALL p(); SELECT a, \"X1\"", "CALL p(); SELECT a, ?"},
            {"statements that set nothing", "UPDATE t SET a = 1; SELECT 'a\\'b', c",
             "UPDATE t SET a = ?; SELECT ?, c"},
            {"executable comments are code", "SELECT /*!40001 SQL_NO_CACHE */ a",
             "SELECT  SQL_NO_CACHE  a"},
            {"executable comments with dollars are not read", "SELECT /*! $$ */ secret $$ */ b",
             "SELECT ?"},
            {"executable comments with quotes are not read", "SELECT /*!40001 'a*/secret' */ b",
             "SELECT ?"},
            {"optimizer hints are comments", "SELECT /*+ MAX_EXECUTION_TIME(1) */ a", "SELECT  a"},
            {"introducers", "SELECT _utf8'a', _latin1 'b'", "SELECT ?, _latin1 ?"},
            {"hexadecimal and bits", "SELECT x'1F', 0x1F, b'1', 0b1", "SELECT ?, ?, ?, ?"},
            {"variables and names of parameters", "SELECT @a, @@b, :c", "SELECT @a, @@b, :c"},
            {"VALUES as a function",
             "INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a=VALUES(a), b=VALUES(b)",
             "INSERT INTO t VALUES (?) ON DUPLICATE KEY UPDATE a=VALUES(a), b=VALUES(b)"},
            {"users are strings", "ALTER USER 'a'@'%' IDENTIFIED BY 'b'",
             "ALTER USER ?@? IDENTIFIED BY ?"},
        })),
    PairName{});

// With unknown settings, only text that is no literal under any setting is kept.
INSTANTIATE_TEST_SUITE_P(
    AnyPostgreSql, SanitizeTest,
    ::testing::ValuesIn(
        For(kAnyPostgres,
            {
                {"a backslash before a quote", R"(SELECT a, 'it\'s secret', 'x')", "SELECT a, ?"},
                {"a backslash before the last quote", R"(SELECT a, 'C:\', b)", "SELECT a, ?"},
                {"other backslashes", R"(SELECT 'a\nb\\', c)", "SELECT ?, c"},
                {"escape strings are what they are", R"(SELECT E'it\'s', c)", "SELECT ?, c"},
                {"characters of other encodings", "SELECT a, '日\\n', c", "SELECT a, ?"},
                {"broken encoding in a string", "SELECT a, '\xE9', b", "SELECT a, ?"},
            })),
    PairName{});
INSTANTIATE_TEST_SUITE_P(
    EscapingPostgreSql, SanitizeTest,
    ::testing::ValuesIn(
        For(kEscapingPostgres,
            {
                {"backslashes escape", R"(SELECT 'it\'s secret', N'\'', a)", "SELECT ?, ?, a"},
                {"not in other kinds", R"(SELECT X'1F', B'1''\'', a)", "SELECT ?, ??, a"},
            })),
    PairName{});
INSTANTIATE_TEST_SUITE_P(
    AnyMySql, SanitizeTest,
    ::testing::ValuesIn(
        For(kAnyMySql,
            {
                {"a backslash before a quote", R"(SELECT a, 'it\'s secret', 'x')", "SELECT a, ?"},
                {"a comment that makes it fit",
                 "SELECT a WHERE b = 'x\\' AND c = 'secret' -- it's\n AND d = 'y'",
                 "SELECT a WHERE b = ?"},
                {"double quotes are masked", R"(SELECT "a ""b", c)", "SELECT ?, c"},
                {"double quotes with an escape", R"(SELECT a, "a\"b", c)", "SELECT a, ?"},
                {"names of other encodings", "SELECT a, `日`, c", "SELECT a, ?"},
            })),
    PairName{});
INSTANTIATE_TEST_SUITE_P(LiteralMySql, SanitizeTest,
                         ::testing::ValuesIn(For(kLiteralMySql,
                                                 {
                                                     {"a backslash is no escape",
                                                      R"(SELECT 'C:\', "D:\", a)",
                                                      "SELECT ?, ?, a"},
                                                 })),
                         PairName{});

TEST(SanitizerTest, NulEndsTheText) {
  EXPECT_EQ(Analyze(std::string_view{"SELECT a \0 'x'", 14}, Dialect::kMySql, kNoLimit).text,
            "SELECT a ?");
}

TEST(SanitizerTest, CutsBetweenTokens) {
  EXPECT_EQ(Analyze("SELECT column FROM t", Dialect::kPostgreSql, 10).text, "SELECT ");
}

TEST(SanitizerTest, AListThatDoesNotFitStillCollapses) {
  std::string sql = "SELECT 1 WHERE a IN (1";
  for (int i = 0; i < 1000; ++i) sql += ", 2";
  sql += ") AND b";

  EXPECT_EQ(Analyze(sql, Dialect::kPostgreSql, 40).text, "SELECT ? WHERE a IN (?) AND b");
}

TEST(SanitizerTest, DoubtBehindACollapsedListReachesBackBeforeIt) {
  const auto text = Analyze(R"(SELECT 1 WHERE a IN ('x\') AND secret_words_all_along = 'y)",
                            Dialect::kPostgreSql, kNoLimit)
                        .text;

  EXPECT_EQ(text, "SELECT ? WHERE a IN (?");
}

TEST(SanitizerTest, TheShortcutSeesTheKindOfObject) {
  const std::string sql =
      "CREATE\nnumeric , , ROW 9876.5e+98 'x' DEFAULT 'y' ROLE\nNOT PASSWORD IS";
  const Statement statement = Analyze(sql, kAnyPostgres, kNoLimit);

  EXPECT_EQ(statement.text, AnalyzeTokenByToken(sql, kAnyPostgres, kNoLimit).text);
}

TEST(SanitizerTest, ParenthesesByTheMillionAreNoProblem) {
  const std::string sql = "SELECT " + std::string(1'000'000, '(') + "1";

  EXPECT_LE(Analyze(sql, Dialect::kMySql, 4096).text.size(), 4096U);
}

TEST(Utf8Test, CutsAtACharacter) { EXPECT_EQ(CutAtCharacter("aä", 2), "a"); }

TEST(Utf8Test, RejectsWhatRfc3629Rejects) {
  EXPECT_TRUE(IsValidUtf8("plain, and äöü, and \xF0\x9F\x98\x80"));
  EXPECT_FALSE(IsValidUtf8("\xC0\x80"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(IsValidUtf8("12345678\xE2\x82"));  // cut off
}

}  // namespace
}  // namespace dbspan::sql_text
