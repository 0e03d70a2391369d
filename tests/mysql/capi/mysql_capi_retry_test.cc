// Compares the recorded retry advice with what the server really did.
#include <unistd.h>

#include <string>
#include <thread>

#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;

auto RetryIs(const char* retry) { return HasAttribute("dbspan.error.retry", Text(retry)); }

/// Two sessions that change the same table of two rows. The table belongs to this process,
/// because other test programs may use the same server.
class MySqlRetryTest : public MySqlCApiFixture {
 protected:
  MySqlRetryTest() {
    const SuppressInstrumentation quiet;
    other_ = Connect();
    Run(other_, "DROP TABLE IF EXISTS " + table_);
    Run(other_, "CREATE TABLE " + table_ + " (id INT PRIMARY KEY, n INT) ENGINE=InnoDB");
    Run(other_, "INSERT INTO " + table_ + " VALUES (1, 0), (2, 0)");
    Run(other_, "SET innodb_lock_wait_timeout = 1");
    Run(connection_, "SET innodb_lock_wait_timeout = 1");
  }
  ~MySqlRetryTest() override {
    const SuppressInstrumentation quiet;
    connection_.reset();
    other_ = Connect();
    Run(other_, "DROP TABLE IF EXISTS " + table_);
  }

  static void Run(const Connection& session, const std::string& sql) {
    EXPECT_EQ(mysql_query(session.get(), sql.c_str()), 0) << mysql_error(session.get());
    const Result result{mysql_store_result(session.get())};
  }
  void Fails(const std::string& sql) {
    telemetry_.Clear();
    EXPECT_NE(Query(sql), 0) << sql;
  }
  /// Returns the value of a row; empty if there is no such row.
  std::string Row(const Connection& session, int id) const {
    const SuppressInstrumentation quiet;
    const std::string sql = "SELECT n FROM " + table_ + " WHERE id = " + std::to_string(id);
    EXPECT_EQ(mysql_query(session.get(), sql.c_str()), 0) << mysql_error(session.get());
    const Result result{mysql_store_result(session.get())};
    const MYSQL_ROW row = result == nullptr ? nullptr : mysql_fetch_row(result.get());
    return row == nullptr ? "" : row[0];
  }

  const std::string table_ = "retry_" + std::to_string(getpid());
  Connection other_;
};

TEST_F(MySqlRetryTest, AfterALockWaitTheTransactionStandsAndRepeatingTheStatementWorks) {
  Run(other_, "BEGIN");
  Run(other_, "UPDATE " + table_ + " SET n = 5 WHERE id = 1");
  Run(connection_, "BEGIN");
  Run(connection_, "UPDATE " + table_ + " SET n = 7 WHERE id = 2");

  Fails("UPDATE " + table_ + " SET n = n + 1 WHERE id = 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("1205"), RetryIs("statement"))));
  Run(other_, "COMMIT");
  Run(connection_, "UPDATE " + table_ + " SET n = n + 1 WHERE id = 1");
  Run(connection_, "COMMIT");
  EXPECT_EQ(Row(other_, 1), "6");
  EXPECT_EQ(Row(other_, 2), "7");
}

TEST_F(MySqlRetryTest, ADeadlockRollsTheTransactionBack) {
  Run(other_, "SET innodb_lock_wait_timeout = 120");
  Run(other_, "BEGIN");
  // InnoDB rolls back the transaction that has changed fewer rows, so this one changes more.
  Run(other_, "INSERT INTO " + table_ + " VALUES (11, 0), (12, 0), (13, 0), (14, 0), (15, 0)");
  Run(other_, "UPDATE " + table_ + " SET n = 5 WHERE id = 1");
  Run(connection_, "SET innodb_lock_wait_timeout = 120");
  Run(connection_, "BEGIN");
  Run(connection_, "UPDATE " + table_ + " SET n = 7 WHERE id = 2");
  std::thread crossing{[this] {
    const SuppressInstrumentation quiet;
    Run(other_, "UPDATE " + table_ + " SET n = 8 WHERE id = 2");
  }};

  Fails("UPDATE " + table_ + " SET n = n + 1 WHERE id = 1");
  crossing.join();

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("1213"), RetryIs("transaction"))));
  Run(other_, "ROLLBACK");
  Run(connection_, "COMMIT");
  EXPECT_EQ(Row(connection_, 2), "0");  // the rollback has also undone its change of row 2
}

TEST_F(MySqlRetryTest, ADuplicateFailsAgain) {
  Fails("INSERT INTO " + table_ + " VALUES (1, 1)");

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("1062"), RetryIs("no"))));
  Fails("INSERT INTO " + table_ + " VALUES (1, 1)");
}

TEST_F(MySqlRetryTest, AfterAKillNobodyKnows) {
  KillConnection();

  Fails("UPDATE " + table_ + " SET n = 1 WHERE id = 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(RetryIs("outcome_unknown")));
}

TEST_F(MySqlRetryTest, ATimeoutOfTheClientDoesNotSayThatNothingHappened) {
  const unsigned seconds = 1;
  Connection hasty;
  for (int tries = 0; tries < 60; ++tries) {  // connecting may take longer on a busy machine
    hasty.reset(mysql_init(nullptr));
    mysql_options(hasty.get(), MYSQL_OPT_READ_TIMEOUT, &seconds);
    if (Open(hasty.get(), server_.port) != nullptr) break;
  }
  telemetry_.Clear();
  const std::string slow = "UPDATE " + table_ + " SET n = 3 + SLEEP(3) WHERE id = 1";

  EXPECT_NE(mysql_query(hasty.get(), slow.c_str()), 0);

  EXPECT_THAT(telemetry_.Spans(), Contains(RetryIs("outcome_unknown")));
  for (int tries = 0; tries < 2000 && Row(other_, 1) == "0"; ++tries) Run(other_, "DO SLEEP(0.05)");
  EXPECT_EQ(Row(other_, 1), "3");  // the server executed it although the client timed out
}

TEST_F(MySqlRetryTest, ConnectingCarriesNothingOut) {
  Reconnect([](Options& options) { options.connect_spans = true; });
  telemetry_.Clear();

  const Connection nowhere{mysql_init(nullptr)};
  EXPECT_EQ(Open(nowhere.get(), 1), nullptr);

  EXPECT_THAT(telemetry_.Spans(), Contains(RetryIs("later")));
}

}  // namespace
}  // namespace dbspan::test
