#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "core/sql/statement.h"

namespace dbspan::sql_text {
namespace {

constexpr std::array<const char*, 72> kPieces{"SELECT",
                                              "FROM",
                                              "WHERE",
                                              "AND",
                                              "\"shop_order\"",
                                              "\"a\"",
                                              "\"a\"\"b\"",
                                              "\"\"",
                                              "\"x y\"",
                                              "`a`",
                                              "`b c`",
                                              "``",
                                              "`a``b`",
                                              ".",
                                              "::",
                                              "CAST(",
                                              "AS",
                                              "numeric",
                                              "\"numeric\"",
                                              "(10,2)",
                                              "(",
                                              "(5)",
                                              ")",
                                              ",",
                                              "'x'",
                                              "1",
                                              "-1",
                                              "-",
                                              "+",
                                              "=",
                                              "$1",
                                              "?",
                                              "*",
                                              "JOIN",
                                              "ON",
                                              "INSERT INTO",
                                              "VALUES",
                                              "IN",
                                              "UPDATE",
                                              "SET",
                                              "DELETE",
                                              "WITH",
                                              "r",
                                              "AS (",
                                              "users",
                                              "o.id",
                                              "\"o\".\"id\"",
                                              "/* c */",
                                              "--x\n",
                                              "\n",
                                              "U&\"a\"",
                                              "e'x'",
                                              "\"é\"",
                                              "\"a$1\"",
                                              "\"open",
                                              "`open",
                                              "ORDER BY",
                                              "LIMIT",
                                              "NULL",
                                              "true",
                                              "GROUP BY",
                                              "\"a\"'b'",
                                              "1\"a\"",
                                              "COPY",
                                              "FROM STDIN",
                                              "UNION",
                                              "LATERAL",
                                              "ROWS FROM(",
                                              "ONLY",
                                              ";",
                                              "@x",
                                              "PASSWORD"};

std::string RandomStatement(std::mt19937& random) {
  std::string sql = random() % 2 == 0 ? "SELECT " : "";
  for (std::uint32_t left = 1 + random() % 14; left != 0; --left) {
    sql += kPieces[random() % kPieces.size()];
    if (random() % 3 != 0) sql += ' ';
  }
  return sql;
}

Syntax RandomSyntax(std::mt19937& random) {
  constexpr std::array<Setting, 3> kSettings{Setting::kUnknown, Setting::kOff, Setting::kOn};
  Syntax syntax{random() % 2 == 0 ? Dialect::kPostgreSql : Dialect::kMySql};
  syntax.settings.backslash_escapes = kSettings[random() % 3];
  syntax.settings.ansi_quotes = kSettings[random() % 3];
  syntax.settings.ascii_in_characters = kSettings[random() % 3];
  return syntax;
}

TEST(StretchTest, PlainStretchesAreReadAsTheyAreTokenByToken) {
  std::mt19937 random{42};  // NOLINT(*-msc51-cpp): the same ones each time
  for (int i = 0; i < 50000; ++i) {
    const std::string sql = RandomStatement(random);
    const Syntax syntax = RandomSyntax(random);
    const std::size_t limit = random() % 4 == 0 ? random() % 60 : 4096;

    const Statement statement = Analyze(sql, syntax, limit);

    const Statement reference = AnalyzeTokenByToken(sql, syntax, limit);
    ASSERT_EQ(statement.text, reference.text) << sql;
    ASSERT_EQ(statement.summary, reference.summary) << sql;
    ASSERT_EQ(statement.procedure, reference.procedure) << sql;
    ASSERT_EQ(statement.comment_at, reference.comment_at) << sql;
  }
}

}  // namespace
}  // namespace dbspan::sql_text
