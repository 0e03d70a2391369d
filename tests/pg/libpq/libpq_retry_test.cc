// Compares the recorded retry advice with what the server really did.
#include <unistd.h>

#include <string>

#include "tests/pg/libpq/libpq_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;

auto RetryIs(const char* retry) { return HasAttribute("dbspan.error.retry", Text(retry)); }

/// Two sessions that change the same table of two rows. The table belongs to this process,
/// because other test programs may use the same server.
class LibpqRetryTest : public LibpqFixture {
 protected:
  LibpqRetryTest() {
    const SuppressInstrumentation quiet;
    other_ = Connect();
    Run(other_, "DROP TABLE IF EXISTS " + table_);
    Run(other_, "CREATE TABLE " + table_ + " (id INT PRIMARY KEY, n INT)");
    Run(other_, "INSERT INTO " + table_ + " VALUES (1, 0), (2, 0)");
  }
  ~LibpqRetryTest() override {
    const SuppressInstrumentation quiet;
    other_ = Connect();
    Run(other_, "DROP TABLE IF EXISTS " + table_);
  }

  static void Run(const Connection& session, const std::string& sql) {
    const Result result{PQexec(session.get(), sql.c_str())};
    EXPECT_NE(PQresultStatus(result.get()), PGRES_FATAL_ERROR) << PQerrorMessage(session.get());
  }
  /// Executes a statement, which must fail, in the first session.
  void Fails(const std::string& sql) {
    telemetry_.Clear();
    EXPECT_EQ(PQresultStatus(Exec(sql.c_str()).get()), PGRES_FATAL_ERROR) << sql;
  }
  /// Returns row 1 as another session sees it.
  std::string Row() {
    const SuppressInstrumentation quiet;
    const Connection fresh = Connect();
    const std::string sql = "SELECT n FROM " + table_ + " WHERE id = 1";
    const Result row{PQexec(fresh.get(), sql.c_str())};
    return PQgetvalue(row.get(), 0, 0);
  }

  /// Waits until the server has ended the first session.
  void AwaitEndOfSession() {
    const std::string sql = "SELECT pg_sleep(0.02) FROM pg_stat_activity WHERE pid = " +
                            std::to_string(PQbackendPID(connection()));
    for (int tries = 0; tries < 3'000; ++tries) {
      const Result session{PQexec(other_.get(), sql.c_str())};
      if (PQntuples(session.get()) == 0) return;
    }
    FAIL() << "the session does not end";
  }

  const std::string table_ = "retry_" + std::to_string(getpid());
  Connection other_;
};

TEST_F(LibpqRetryTest, ASerializationFailureRollsTheTransactionBackAndRepeatingItWorks) {
  const std::string change = "UPDATE " + table_ + " SET n = n + 1 WHERE id = 1";
  Run(connection_, "BEGIN ISOLATION LEVEL REPEATABLE READ");
  Run(connection_, "SELECT * FROM " + table_);
  Run(connection_, "UPDATE " + table_ + " SET n = 9 WHERE id = 2");
  Run(other_, change);

  Fails(change);

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("40001"), RetryIs("transaction"))));
  EXPECT_EQ(PQtransactionStatus(connection()), PQTRANS_INERROR);
  Run(connection_, "ROLLBACK");
  Run(connection_, "BEGIN ISOLATION LEVEL REPEATABLE READ");
  Run(connection_, change);
  Run(connection_, "COMMIT");
  EXPECT_EQ(Row(), "2");
}

TEST_F(LibpqRetryTest, ALockThatIsNotHadRollsTheTransactionBack) {
  Run(other_, "BEGIN");
  Run(other_, "UPDATE " + table_ + " SET n = 1 WHERE id = 1");
  Run(connection_, "BEGIN");

  Fails("SELECT * FROM " + table_ + " WHERE id = 1 FOR UPDATE NOWAIT");

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("55P03"), RetryIs("transaction"))));
  EXPECT_EQ(PQtransactionStatus(connection()), PQTRANS_INERROR);
}

TEST_F(LibpqRetryTest, AStatementThatTheServerStoppedChangedNothing) {
  Run(connection_, "SET statement_timeout = 50");

  Fails("UPDATE " + table_ + " SET n = n + 1 + length(pg_sleep(5)::text) WHERE id = 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("57014"), RetryIs("transaction"))));
  EXPECT_EQ(Row(), "0");
}

TEST_F(LibpqRetryTest, AStatementInAFailedTransactionFailsAgain) {
  Run(connection_, "BEGIN");
  Fails("SELECT 1 / 0");

  Fails("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanFailedWith("25P02"), RetryIs("no"))));
  Fails("SELECT 1");
}

TEST_F(LibpqRetryTest, AfterAKillNobodyKnows) {
  KillBackend();

  Fails("UPDATE " + table_ + " SET n = 1 WHERE id = 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(RetryIs("outcome_unknown")));
}

TEST_F(LibpqRetryTest, ALostConnectionLeavesTheOutcomeUnknown) {
  KillBackend();
  Fails("SELECT 1");

  Fails("SELECT 1");  // the connection stays lost

  EXPECT_THAT(telemetry_.Spans(),
              Contains(AllOf(SpanFailedWith("CONNECTION_BAD"), RetryIs("outcome_unknown"))));
}

TEST_F(LibpqRetryTest, WhoEndedAnIdleSessionLibpqDoesNotTell) {
  Run(connection_, "BEGIN");
  Run(connection_, "UPDATE " + table_ + " SET n = 7 WHERE id = 1");
  EXPECT_EQ(Row(), "0");
  Run(connection_, "SET idle_in_transaction_session_timeout = 20");
  AwaitEndOfSession();

  Fails("UPDATE " + table_ + " SET n = 8 WHERE id = 1");

  EXPECT_THAT(telemetry_.Spans(),
              Contains(AllOf(SpanFailedWith("CONNECTION_BAD"), RetryIs("outcome_unknown"))));
  EXPECT_EQ(Row(), "0");
}

TEST_F(LibpqRetryTest, ConnectingCarriesNothingOut) {
  Configure([](Options& options) { options.connect_spans = true; });
  telemetry_.Clear();

  const Connection nowhere{PQconnectdb("host=127.0.0.1 port=1 dbname=nowhere")};

  EXPECT_NE(PQstatus(nowhere.get()), CONNECTION_OK);
  EXPECT_THAT(telemetry_.Spans(),
              Contains(AllOf(SpanFailedWith("CONNECTION_BAD"), RetryIs("later"))));
}

TEST_F(LibpqRetryTest, ARefusalForGoodComesAgain) {
  Configure([](Options& options) { options.connect_spans = true; });
  const std::string server =
      "host=" + server_.host + " port=" + std::to_string(server_.port) + " connect_timeout=120 ";
  telemetry_.Clear();

  for (const std::string& refused :
       {server + "user=" + server_.user + " dbname=there_is_no_such_database",
        server + "user=there_is_no_such_role dbname=" + server_.database,
        server + "user=" + server_.user + " dbname=" + server_.database +
            " options='-c there_is_no_such_setting=1'",
        std::string{"sslmode=nonsense"}}) {
    const Connection nowhere{PQconnectdb(refused.c_str())};
    EXPECT_NE(PQstatus(nowhere.get()), CONNECTION_OK);
    EXPECT_THAT(telemetry_.Spans().back(), AllOf(SpanFailedWith("CONNECTION_BAD"), RetryIs("no")))
        << PQerrorMessage(nowhere.get());
  }
}

TEST_F(LibpqRetryTest, SuccessSaysNothing) {
  telemetry_.Clear();
  Exec("SELECT 1");

  EXPECT_THAT(telemetry_.Spans(), Contains(LacksAttribute("dbspan.error.retry")));
}

}  // namespace
}  // namespace dbspan::test
