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

class SanitizeTest : public ::testing::TestWithParam<std::pair<Dialect, SanitizeCase>> {};

TEST_P(SanitizeTest, WritesTheText) {
  const auto& [dialect, row] = GetParam();
  EXPECT_EQ(Analyze(row.sql, dialect, kNoLimit).text, row.text) << row.rule;
}

TEST_P(SanitizeTest, DoingItTwiceChangesNothing) {
  const auto& [dialect, row] = GetParam();
  const std::string once = Analyze(row.sql, dialect, kNoLimit).text;
  EXPECT_EQ(Analyze(once, dialect, kNoLimit).text, once) << row.rule;
}

struct PairName {
  std::string operator()(
      const ::testing::TestParamInfo<std::pair<Dialect, SanitizeCase>>& info) const {
    return test::Name(info.param.second.rule);
  }
};

std::vector<std::pair<Dialect, SanitizeCase>> For(Dialect dialect,
                                                  const std::vector<SanitizeCase>& rows) {
  std::vector<std::pair<Dialect, SanitizeCase>> cases;
  cases.reserve(rows.size());
  for (const SanitizeCase& row : rows) cases.emplace_back(dialect, row);
  return cases;
}

const std::vector<SanitizeCase> kBoth = {
    {"strings become ?", "SELECT 'a'", "SELECT ?"},
    {"doubled quotes stay inside", "SELECT 'it''s', x", "SELECT ?, x"},
    {"numbers become ?", "SELECT 42, 4.2, .5, 1e-5, 0x1F", "SELECT ?, ?, ?, ?, ?"},
    {"digits in names stay", "SELECT c1 FROM t2", "SELECT c1 FROM t2"},
    {"a sign belongs to its number", "SELECT -1, +2", "SELECT ?, ?"},
    {"a sign behind a name is an operator", "SELECT a-1, (b)+2", "SELECT a-?, (b)+?"},
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
    {"lists with NULL stay lists", "SELECT a IN (1, NULL)", "SELECT a IN (?, NULL)"},
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
    {"broken encoding in a string too", "SELECT a, '\xE9', b", "SELECT a, ?"},
    {"bytes that are no token end the text", "SELECT a \x01 secret", "SELECT a ?"},
};
INSTANTIATE_TEST_SUITE_P(BothPostgreSql, SanitizeTest,
                         ::testing::ValuesIn(For(Dialect::kPostgreSql, kBoth)), PairName{});
INSTANTIATE_TEST_SUITE_P(BothAnsiQuotes, SanitizeTest,
                         ::testing::ValuesIn(For(Dialect::kMySqlAnsiQuotes, kBoth)), PairName{});
INSTANTIATE_TEST_SUITE_P(
    AnsiQuotes, SanitizeTest,
    ::testing::ValuesIn(For(
        Dialect::kMySqlAnsiQuotes,
        {{"double quotes are names", R"(SELECT "a b" FROM "t" WHERE c = 'x')",
          R"(SELECT "a b" FROM "t" WHERE c = ?)"},
         {"a quote is doubled in them", R"(SELECT "a""'b" FROM t)", R"(SELECT "a""'b" FROM t)"},
         {"prefixed ones are literals of another kind", "SELECT _utf8'x', N'y'", "SELECT ?, ?"}})),
    PairName{});
INSTANTIATE_TEST_SUITE_P(BothMySql, SanitizeTest, ::testing::ValuesIn(For(Dialect::kMySql, kBoth)),
                         PairName{});

INSTANTIATE_TEST_SUITE_P(
    PostgreSql, SanitizeTest,
    ::testing::ValuesIn(For(
        Dialect::kPostgreSql,
        {
            {"double quotes are names", "SELECT \"a b\" FROM \"T\"", "SELECT \"a b\" FROM \"T\""},
            {"escape strings", R"(SELECT E'it\'s', x)", "SELECT ?, x"},
            {"unicode strings", R"(SELECT U&'d\0061t', U&"n")", "SELECT ?, U&\"n\""},
            {"bit strings", "SELECT B'101', X'1F', n'x'", "SELECT ?, ?, ?"},
            {"dollar quotes", "SELECT $$it's$$, $tag$it's $$ here$tag$", "SELECT ?, ?"},
            {"an unterminated dollar quote", "SELECT $a$ secret $b$", "SELECT ?"},
            {"a dollar inside a name", "SELECT a$b FROM t", "SELECT a$b FROM t"},
            {"parameters stay", "SELECT $1, $23", "SELECT $1, $23"},
            {"casts", "SELECT '1'::int, 2::text", "SELECT ?::int, ?::text"},
            {"comments nest", "SELECT /* a /* b */ secret */ c", "SELECT  c"},
            {"json operators with a question mark", "SELECT a ? 'k', a ?| b, a ?& c",
             "SELECT a ? ?, a ?| b, a ?& c"},
            {"rows behind COPY FROM stdin", "COPY t FROM STDIN;\n1\tsecret\n",
             "COPY t FROM STDIN; ?"},
            {"COPY alone", "COPY t (a, b) FROM STDIN", "COPY t (a, b) FROM STDIN"},
            {"backslash before a quote, other setting", R"(SELECT 'it\'s secret', 'x')",
             "SELECT ?"},
            {"backslash before a quote, this setting", R"(SELECT 'C:\', a)", "SELECT ?, a"},
            {"a backslash outside literals", R"(SELECT a \ b)", "SELECT a ?"},
        })),
    PairName{});

INSTANTIATE_TEST_SUITE_P(
    MySql, SanitizeTest,
    ::testing::ValuesIn(For(
        Dialect::kMySql,
        {
            {"backslash escapes", R"(SELECT 'it\'s', x)", "SELECT ?, x"},
            {"double quotes are strings", R"(SELECT "a\"b", "c""d")", "SELECT ?, ?"},
            {"backticks are names", "SELECT `a``b` FROM `t`", "SELECT `a``b` FROM `t`"},
            {"hash comments", "SELECT a # secret\nFROM t", "SELECT a \nFROM t"},
            {"dashes without a blank are not read", "SELECT a, 5--3", "SELECT a, ??"},
            {"executable comments are code", "SELECT /*!40001 SQL_NO_CACHE */ a",
             "SELECT  SQL_NO_CACHE  a"},
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
            {"other escape setting, odd", R"(SELECT 'a\', 'secret')", "SELECT ?"},
            {"other escape setting, even", R"(SELECT 'a\', 'secret\')", "SELECT ?"},
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
