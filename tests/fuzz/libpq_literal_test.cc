// Values that Postgres returns come from literals. No marked word in them may be recorded, whatever
// the settings of the session.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/sql/statement.h"
#include "tests/fuzz/literal_soup.h"
#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

class LibpqLiteralTest : public LibpqFixture {
 protected:
  std::string Values(const std::string& sql) {
    const Result result = Exec(sql.c_str());
    std::string values;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      for (int column = 0; column < PQnfields(result.get()); ++column) {
        values += PQgetvalue(result.get(), row, column);
        values += '\n';
      }
    }
    return values;
  }
  /// Changes one of the session's settings that influence what a literal is.
  void SetAnything(LiteralSoup& soup) {
    const std::vector<std::string> settings = {"standard_conforming_strings = on",
                                               "standard_conforming_strings = off",
                                               "backslash_quote = on",
                                               "backslash_quote = off",
                                               "backslash_quote = safe_encoding",
                                               "client_encoding = 'UTF8'",
                                               "client_encoding = 'LATIN1'",
                                               "client_encoding = 'SJIS'",
                                               "client_encoding = 'BIG5'",
                                               "client_encoding = 'GBK'",
                                               "client_encoding = 'GB18030'",
                                               "client_encoding = 'EUC_JP'"};
    Exec(("SET " + soup.OneOf(settings)).c_str());
    telemetry_.Clear();
  }
};

LiteralSoup MakeSoup() {
  return {Seed(),
          {"'",
           "''",
           "\\'",
           "\\\\",
           "\\",
           "\"",
           "E'",
           "e'",
           "U&'",
           "N'",
           "B'",
           "X'",
           "$$",
           "$a$",
           "--",
           "/*",
           "*/",
           "\n",
           "\r",
           " ",
           "\t",
           "||",
           "1",
           "E",
           "::text",
           "-",
           "\x95\x5C",
           "\xE8\xA1\xA8",
           "\xAD\x5C",
           "\xA4\xC3",
           "\xE4\xB8\xAD\x5C",
           "\xC2\xA0",
           "\xE3\x80\x80",
           "‘",
           "’",
           "\"x\"",
           "'\n'",
           "\n--'\n"}};
}

TEST_F(LibpqLiteralTest, NothingThatPostgresReturnsIsRecorded) {
  Exec("SET client_min_messages = error");
  Exec("SET escape_string_warning = off");
  LiteralSoup soup = MakeSoup();
  std::size_t valid = 0;
  std::size_t misread = 0;
  for (Budget budget{6000}; budget.Take();) {
    if (soup.Below(16) == 0) SetAnything(soup);
    // Postgres parses the whole text before it executes the first statement, so this SET does not
    // affect the SELECT after it.
    const bool sets = soup.Below(16) == 0;
    const std::string sql =
        (sets ? "SET standard_conforming_strings = off; SELECT " : "SELECT ") + soup.Items();

    const std::string values = Values(sql);

    const std::string recorded = TakeRecorded(telemetry_);
    if (values.empty()) continue;
    ++valid;
    EXPECT_THAT(SharedMarks(values, recorded), ::testing::IsEmpty())
        << sql << "\nreturned " << values << "recorded " << recorded;
    // With unknown settings, no word of a literal may be shown either.
    const auto blind = sql_text::Analyze(sql, sql_text::Dialect::kPostgreSql, 4096);
    EXPECT_THAT(SharedMarks(values, blind.text + blind.summary), ::testing::IsEmpty())
        << sql << "\nreturned " << values << "shown " << blind.text;
    const bool standard =
        std::string{PQparameterStatus(connection(), "standard_conforming_strings")} == "on";
    const auto read = [&](Setting escapes) {
      const SqlSettings settings{escapes, Setting::kOff, Setting::kOff};
      return sql_text::Analyze(sql, {sql_text::Dialect::kPostgreSql, settings}, 4096);
    };
    const auto right = read(standard ? Setting::kOff : Setting::kOn);
    const auto wrong = read(standard ? Setting::kOn : Setting::kOff);
    if (wrong.text != right.text) ++misread;
    if (HasFailure()) break;
  }

  RecordProperty("valid", static_cast<int>(valid));
  EXPECT_GT(valid, 1000U);
  EXPECT_GT(misread, 0U) << "these statements would not notice a wrong reading";
}

}  // namespace
}  // namespace dbspan::test
