// The short form of operations of the C API of MySQL and MariaDB (see measured_test.cc).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mysql.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>
#include <string>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/suppression.h"
#include "tests/recorder/measured_test.h"
#include "tests/support/servers.h"

namespace dbspan::recorder {
namespace {

using MySqlPtr = std::unique_ptr<MYSQL, decltype(&mysql_close)>;
using StatementPtr = std::unique_ptr<MYSQL_STMT, decltype(&mysql_stmt_close)>;

MySqlPtr Connect(unsigned long flags = 0) {
  const test::ServerUrl server = test::MySqlServer();
  MySqlPtr connection{mysql_init(nullptr), &mysql_close};
  EXPECT_NE(mysql_real_connect(connection.get(), server.host.c_str(), server.user.c_str(),
                               server.password.c_str(), server.database.c_str(),
                               static_cast<unsigned>(server.port), nullptr, flags),
            nullptr)
      << mysql_error(connection.get());
  return connection;
}

/// Reads all results of a statement; stores them.
void Store(MYSQL* connection, const char* sql) {
  if (mysql_query(connection, sql) != 0) return;
  do {
    mysql_free_result(mysql_store_result(connection));
  } while (mysql_next_result(connection) == 0);
}
void StoreTwice(MYSQL* connection, const char* sql) {
  for (int i = 0; i < 2; ++i) Store(connection, sql);
}

/// Reads at most `rows` rows of a statement one by one.
void Stream(MYSQL* connection, const char* sql, int rows) {
  ASSERT_EQ(mysql_real_query(connection, sql, std::strlen(sql)), 0);
  MYSQL_RES* const result = mysql_use_result(connection);
  ASSERT_NE(result, nullptr);
  while (rows-- > 0 && mysql_fetch_row(result) != nullptr) {
  }
  mysql_free_result(result);
}

constexpr const char* kRows = "SELECT 1 UNION SELECT 2 UNION SELECT 3";

TEST_F(MeasuredTest, StatementsOfTheCApiMeasureTheSameInBothForms) {
  const MySqlPtr connection = Connect(CLIENT_MULTI_STATEMENTS);
  MYSQL* const mysql = connection.get();
  Store(mysql, "CREATE TEMPORARY TABLE measured (id INT PRIMARY KEY, name VARCHAR(20))");
  Store(mysql, "INSERT INTO measured VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Eve')");
  ExpectSameSeries(
      [&] {
        StoreTwice(mysql, "SELECT name FROM measured WHERE id = 2");
        StoreTwice(mysql, "SELECT name FROM measured");
        StoreTwice(mysql, "SELECT name FROM measured WHERE id = 9");
        StoreTwice(mysql, "UPDATE measured SET name = 'Tom' WHERE id < 3");
        StoreTwice(mysql, "DELETE FROM measured WHERE id = 99");
        StoreTwice(mysql, "SELECT 1");
        StoreTwice(mysql, "SELECT 1; SELECT 2 UNION SELECT 3; DO 1");
        StoreTwice(mysql, "SELECT 1; SELECT nothing FROM measured");
        StoreTwice(mysql, "SELECT nothing FROM measured");
        StoreTwice(mysql, "SELECT (SELECT id FROM measured) FROM measured");
        StoreTwice(mysql, "SET @measured = 1");
        StoreTwice(mysql, "BEGIN");
        StoreTwice(mysql, "ROLLBACK");
        for (int i = 0; i < 2; ++i) {
          Stream(mysql, kRows, 9);
          Stream(mysql, kRows, 2);
          Stream(mysql, kRows, 0);
        }
      },
      30);
}

TEST_F(MeasuredTest, ResultOfTheCApiThatIsNeverReadMeasuresTheSameInBothForms) {
  ExpectSameSeries(
      [&] {
        const MySqlPtr refusing = Connect();
        for (int i = 0; i < 3; ++i) Store(refusing.get(), kRows);
        ASSERT_EQ(mysql_query(refusing.get(), kRows), 0);
        EXPECT_NE(mysql_query(refusing.get(), kRows), 0);  // commands out of sync
        const MySqlPtr closed = Connect();
        for (int i = 0; i < 3; ++i) Store(closed.get(), kRows);
        ASSERT_EQ(mysql_query(closed.get(), kRows), 0);
      },
      3);
}

TEST_F(MeasuredTest, SessionsOfTheCApiThatChangeMeasureTheSameInBothForms) {
  const MySqlPtr connection = Connect();
  MYSQL* const mysql = connection.get();
  const std::string database = test::MySqlServer().database;
  ExpectSameSeries(
      [&] {
        StoreTwice(mysql, "SELECT 'a'");
        StoreTwice(mysql, "USE information_schema");
        StoreTwice(mysql, "SELECT 'a'");
        ASSERT_EQ(mysql_select_db(mysql, database.c_str()), 0);
        StoreTwice(mysql, "SELECT 'a'");
        ASSERT_EQ(mysql_set_character_set(mysql, "gbk"), 0);
        StoreTwice(mysql, "SELECT 'a'");
        ASSERT_EQ(mysql_set_character_set(mysql, "utf8mb4"), 0);
        StoreTwice(mysql, "SELECT 'a'");
        {
          const SuppressInstrumentation quiet;
          StoreTwice(mysql, "SELECT 'a'");
        }
        const MySqlPtr other = Connect();
        StoreTwice(other.get(), "SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
        StoreTwice(other.get(), "SELECT 'a'");
        StoreTwice(other.get(), "SELECT \"a\"");
      },
      10);
}

TEST_F(MeasuredTest, PreparedStatementsOfTheCApiMeasureTheSameInBothForms) {
  const MySqlPtr connection = Connect();
  const StatementPtr statement{mysql_stmt_init(connection.get()), &mysql_stmt_close};
  const StatementPtr failing{mysql_stmt_init(connection.get()), &mysql_stmt_close};
  Store(connection.get(), "CREATE TEMPORARY TABLE measured (id INT PRIMARY KEY)");
  constexpr const char* kInsert = "INSERT INTO measured VALUES (1)";
  ASSERT_EQ(mysql_stmt_prepare(statement.get(), kRows, std::strlen(kRows)), 0);
  ASSERT_EQ(mysql_stmt_prepare(failing.get(), kInsert, std::strlen(kInsert)), 0);
  ExpectSameSeries(
      [&] {
        for (int i = 0; i < 3; ++i) {
          ASSERT_EQ(mysql_stmt_execute(statement.get()), 0);
          ASSERT_EQ(mysql_stmt_store_result(statement.get()), 0);
          while (mysql_stmt_fetch(statement.get()) == 0) {
          }
          mysql_stmt_free_result(statement.get());
          ASSERT_EQ(mysql_stmt_execute(statement.get()), 0);
          while (mysql_stmt_fetch(statement.get()) == 0) {
          }
          ASSERT_EQ(mysql_stmt_execute(statement.get()), 0);
          EXPECT_EQ(mysql_stmt_fetch(statement.get()), 0);
          mysql_stmt_reset(statement.get());
          Store(connection.get(), "DELETE FROM measured");
          EXPECT_EQ(mysql_stmt_execute(failing.get()), 0);
          EXPECT_NE(mysql_stmt_execute(failing.get()), 0);  // the key exists
        }
      },
      15);
}

TEST_F(MeasuredTest, StatementOnAKilledConnectionOfTheCApiFailsTheSameInBothForms) {
  const MySqlPtr killer = Connect();
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        const MySqlPtr connection = Connect();
        for (int i = 0; i < 3; ++i) Store(connection.get(), kRows);
        const std::string kill = "KILL " + std::to_string(mysql_thread_id(connection.get()));
        ASSERT_EQ(mysql_query(killer.get(), kill.c_str()), 0);
        char byte = 0;
        recv(static_cast<int>(mysql_get_socket(connection.get())), &byte, sizeof byte,
             MSG_PEEK);  // waits for the end
        EXPECT_NE(mysql_query(connection.get(), kRows), 0);
      },
      3);
  EXPECT_GE(TheSink().continued, 3);
}

}  // namespace
}  // namespace dbspan::recorder
