// Tests that no word that Postgres takes, or a hasty writer means, as the value of a setting is in
// the text: in every statement that assigns settings, in every way to write it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/sql/statement.h"
#include "core/sql/syntax.h"

namespace dbspan::sql_text {
namespace {

std::string TextOf(const std::string& sql) {
  return Analyze(sql, Syntax{Dialect::kPostgreSql}, 4096).text;
}

TEST(SettingTest, NoBareWordOfAValueIsShown) {
  const std::vector<std::string> statements = {
      "SET",
      "set",
      "SET SESSION",
      "SET LOCAL",
      "BEGIN; SET LOCAL",
      "ALTER ROLE bob SET",
      "ALTER ROLE ALL IN DATABASE d SET",
      "ALTER USER bob SET",
      "ALTER DATABASE d SET",
      "ALTER SYSTEM SET",
      "alter system set",
      "ALTER FUNCTION f(int) SET",
      "ALTER PROCEDURE f SET",
      "ALTER ROUTINE f SET",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET",
  };
  const std::vector<std::string> names = {
      "token",       "app.token", "app . token",  "\"app\".\"token\"",      "APP.Token",
      "u&\"app\".t", "a.b.c",     "\"my token\"", "session_authorization_x"};
  const std::vector<std::string> signs = {"=", "TO", "to", " ", ":", ":=", "=>", "=="};
  const std::vector<std::string> gaps = {" ", "\n", "\t ", " /* c */ ", " -- c\n ", "/**/"};
  const std::vector<std::string> values = {"secretword",    "SecretWord",        "secretword.x",
                                           "x.secretword",  "secret-secretword", "secretword@host",
                                           "a, secretword", "'a', secretword",   "'a' secretword",
                                           "$secretword",   "#secretword",       "E'x' secretword",
                                           "1 secretword",  "on secretword",     "\"secretword\""};
  std::size_t checked = 0;
  for (const std::string& statement : statements) {
    for (const std::string& name : names) {
      for (const std::string& sign : signs) {
        for (const std::string& gap : gaps) {
          for (const std::string& value : values) {
            for (const char* end : {"", ";", " ; SELECT a"}) {
              const std::string sql = statement + gap + name + gap + sign + gap + value + end;
              const std::string text = TextOf(sql);
              std::string lower = text;
              for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
              ASSERT_EQ(lower.find("secretword"), std::string::npos) << sql << " -> " << text;
              ASSERT_EQ(text.substr(0, statement.size()), statement) << sql << " -> " << text;
              ++checked;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(checked, 100'000U);
}

TEST(SettingTest, OtherClausesOfSetAreShown) {
  for (const char* sql : {
           "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
           "SET LOCAL TRANSACTION READ ONLY",
           "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
           "SET CONSTRAINTS ALL DEFERRED",
           "SET CONSTRAINTS s.a, b IMMEDIATE",
           "SET ROLE bob",
           "SET LOCAL ROLE NONE",
           "SET SESSION AUTHORIZATION bob",
           "SET SESSION AUTHORIZATION DEFAULT",
           "SET XML OPTION DOCUMENT",
           "SET token TO DEFAULT",
           "SET app.token = DEFAULT",
           "SET token = $1",
           "ALTER ROLE bob SET token FROM CURRENT",
           "ALTER FUNCTION f() SET token FROM CURRENT STRICT",
           "ALTER FUNCTION f() SET SCHEMA other",
           "ALTER DATABASE d SET TABLESPACE other",
           "ALTER TABLE t SET SCHEMA other",
           "ALTER TABLE t SET TABLESPACE other",
           "ALTER TABLE t SET LOGGED",
           "ALTER TABLE t ALTER a SET NOT NULL",
           "ALTER TABLE t ALTER a SET STORAGE external",
           "ALTER TABLE t ALTER a SET DATA TYPE text USING b",
           "ALTER TABLE t SET (fillfactor = a, b = c)",
           "ALTER TYPE t SET (storage = plain)",
           "ALTER EXTENSION e SET SCHEMA other",
           "ALTER SUBSCRIPTION s SET PUBLICATION a, b",
           "ALTER PUBLICATION p SET TABLE a, b",
           "ALTER SYSTEM RESET token",
           "RESET token",
           "SHOW token",
           "UPDATE t SET a = b, c = d WHERE e = f",
           "SELECT a AS set, b FROM t",
           "INSERT INTO t VALUES (a) ON CONFLICT (b) DO UPDATE SET c = d",
           "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC UPDATE t SET (a, b) = (c, d); SELECT e; "
           "END",
           "CREATE TABLE t (a int REFERENCES u ON DELETE SET NULL, b int)",
       }) {
    EXPECT_EQ(TextOf(sql), sql);
  }
}

TEST(SettingTest, WhatIsNotTheValueIsShown) {
  const struct {
    const char* sql;
    const char* text;
  } cases[] = {
      {"SET token secretword", "SET token ?"},
      {"SET LOCAL app.token secretword; SELECT a", "SET LOCAL app.token ?; SELECT a"},
      {"ALTER SYSTEM SET token secretword", "ALTER SYSTEM SET token ?"},
      {"ALTER USER MAPPING FOR u SERVER s OPTIONS (SET a 'x', ADD b 'y', DROP c)",
       "ALTER USER MAPPING FOR u SERVER s OPTIONS (SET a ?, ADD b ?, DROP c)"},
      {"SET NAMES 'utf8'", "SET NAMES ?"},
      {"SET SCHEMA 'app'", "SET SCHEMA ?"},
      {"SET TIME ZONE 'UTC'", "SET TIME ZONE ?"},
      {"SET TIME ZONE LOCAL; SELECT a", "SET TIME ZONE ?; SELECT a"},
      {"SET search_path TO app, public", "SET search_path TO ?, ?"},
      {"SELECT set_config('app.token', 'secretword', true), a", "SELECT set_config(?, ?, ?), a"},
      {"SELECT set_config('app.token', E'secret\\'word', true), a",
       "SELECT set_config(?, ?, ?), a"},
      {"CREATE FUNCTION f() RETURNS int SET a.b secretword AS 'x'",
       "CREATE FUNCTION f() RETURNS int SET a.b ? AS ?"},
      {"SET ROLE = secretword", "SET ROLE = ?"},
      {"SET role TO secretword", "SET role TO ?"},
  };
  for (const auto& one : cases) EXPECT_EQ(TextOf(one.sql), one.text);
}

}  // namespace
}  // namespace dbspan::sql_text
