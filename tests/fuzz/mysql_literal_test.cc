// Values that MySQL or MariaDB returns come from literals. No marked word in them may be recorded,
// whatever the settings of the session, and also if the text itself changes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/sql/statement.h"
#include "tests/fuzz/literal_soup.h"
#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

class MySqlLiteralTest : public MySqlCApiFixture {
 protected:
  /// Executes the statements and returns all values of all results.
  std::string Values(const std::string& sql) {
    std::string values;
    if (Query(sql) != 0) return values;
    do {
      const Result result{mysql_store_result(connection())};
      while (MYSQL_ROW row = result == nullptr ? nullptr : mysql_fetch_row(result.get())) {
        const unsigned long* lengths = mysql_fetch_lengths(result.get());
        for (unsigned column = 0; column < mysql_num_fields(result.get()); ++column) {
          if (row[column] != nullptr) values.append(row[column], lengths[column]);
          values += '\n';
        }
      }
    } while (mysql_next_result(connection()) == 0);
    return values;
  }
  static std::string AnyMode(LiteralSoup& soup) {
    return soup.OneOf<std::string>({"", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES",
                                    "ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "ANSI", "ORACLE", "MSSQL"});
  }
  void SetAnything(LiteralSoup& soup) {
    const std::string set =
        soup.OneOf<std::string>({"utf8mb4", "latin1", "gbk", "big5", "sjis", "cp932", "ujis"});
    switch (soup.Below(3)) {
      case 0:
        Query("SET NAMES " + set);
        break;
      case 1:
        mysql_set_character_set(connection(), set.c_str());
        break;
      default:
        Query("SET sql_mode = '" + AnyMode(soup) + "'");
    }
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
           "\"\"",
           "\\\"",
           "`",
           "``",
           "N'",
           "_utf8mb4'",
           "X'",
           "b'",
           "--",
           "-- ",
           "#",
           "/*",
           "/*!",
           "/*M!",
           "/*!50000 ",
           "/*!99999 ",
           "*/",
           "\n",
           "\r",
           " ",
           "\t",
           "1",
           "0x41",
           "\x95\x5C",
           "\xE8\xA1\xA8",
           "\xAD\x5C",
           "\xA4\x60",
           "\xE4\xB8\xAD\x5C",
           "\xC2\xA0",
           "\xA0",
           "\xE3\x80\x80",
           "‘",
           "’",
           "$$",
           "$a$",
           "\"x\"",
           "\\N",
           "-",
           "+",
           "' '",
           "[",
           "]",
           "'['"}};
}

TEST_F(MySqlLiteralTest, NothingThatTheServerReturnsIsRecorded) {
  LiteralSoup soup = MakeSoup();
  std::size_t valid = 0;
  std::size_t misread = 0;
  for (Budget budget{6000}; budget.Take();) {
    if (soup.Below(16) == 0) SetAnything(soup);
    std::string sql = "SELECT " + soup.Items();
    // These servers execute each statement of a text before they parse the next one, so a SET
    // affects what follows.
    switch (soup.Below(12)) {
      case 0:
        sql.insert(0, "SET sql_mode = '" + AnyMode(soup) + "'; ");
        break;
      case 1:
        sql.insert(0, "/*!40101 SET NAMES gbk */; ");
        break;
      case 2:
        sql.insert(0, "EXECUTE IMMEDIATE 'SET sql_mode = \\'ANSI_QUOTES\\''; ");
        break;
      default:
        break;
    }

    const std::string values = Values(sql);

    const std::string recorded = TakeRecorded(telemetry_);
    if (values.empty()) continue;
    ++valid;
    EXPECT_THAT(SharedMarks(values, recorded), ::testing::IsEmpty())
        << sql << "\nreturned " << values << "recorded " << recorded;
    // With unknown settings, no word of a literal may be shown either.
    const auto blind = sql_text::Analyze(sql, sql_text::Dialect::kMySql, 4096);
    EXPECT_THAT(SharedMarks(values, blind.text + blind.summary), ::testing::IsEmpty())
        << sql << "\nreturned " << values << "shown " << blind.text;
    const SqlSettings fixed{Setting::kOn, Setting::kOn, Setting::kOff};
    const auto misreading = sql_text::Analyze(sql, {sql_text::Dialect::kMySql, fixed}, 4096);
    if (!SharedMarks(values, misreading.text).empty()) ++misread;
    if (HasFailure()) break;
  }

  RecordProperty("valid", static_cast<int>(valid));
  EXPECT_GT(valid, 1000U);
  EXPECT_GT(misread, 0U) << "these statements would not notice a wrong reading";
}

}  // namespace
}  // namespace dbspan::test
