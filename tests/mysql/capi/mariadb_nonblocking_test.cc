// Tests MariaDB's non-blocking functions: the test continues them when the socket is ready.
#include <poll.h>

#include "tests/mysql/capi/mysql_capi_fixture.h"

#ifdef MARIADB_BASE_VERSION

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MySqlCApiNonBlockingTest : public MySqlCApiFixture {
 protected:
  MySqlCApiNonBlockingTest() {
    connection_.reset(mysql_init(nullptr));
    mysql_options(connection(), MYSQL_OPT_NONBLOCK, nullptr);
    Open(connection(), server_.port);
    Query("CREATE TEMPORARY TABLE t (a INT)");
    Query("INSERT INTO t VALUES (1), (2), (3)");
    telemetry_.Clear();
  }

  /// Calls `start()`, then `go_on(events)` whenever the socket is ready, until the function has
  /// finished.
  template <class Start, class GoOn>
  void Finish(Start&& start, GoOn&& go_on) {
    int waits_for = start();
    while (waits_for != 0) {
      ++waits_;
      pollfd socket{mysql_get_socket(connection()), 0, 0};
      if ((waits_for & MYSQL_WAIT_READ) != 0) socket.events |= POLLIN;
      if ((waits_for & MYSQL_WAIT_WRITE) != 0) socket.events |= POLLOUT;
      ASSERT_EQ(poll(&socket, 1, 10'000), 1);
      waits_for = go_on((socket.revents & POLLIN) != 0 ? MYSQL_WAIT_READ : MYSQL_WAIT_WRITE);
    }
  }
  int QueryNonBlocking(const std::string& sql) {
    int failed = -1;
    Finish([&] { return mysql_real_query_start(&failed, connection(), sql.data(), sql.size()); },
           [&](int ready) { return mysql_real_query_cont(&failed, connection(), ready); });
    return failed;
  }

  int waits_ = 0;
};

TEST_F(MySqlCApiNonBlockingTest, AQueryAndItsStoredResultAreOneSpan) {
  ASSERT_EQ(QueryNonBlocking("SELECT SLEEP(0.02) FROM t"), 0);
  EXPECT_GT(waits_, 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  MYSQL_RES* stored = nullptr;
  Finish([&] { return mysql_store_result_start(&stored, connection()); },
         [&](int ready) { return mysql_store_result_cont(&stored, connection(), ready); });
  const Result result{stored};

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(3))));
}

TEST_F(MySqlCApiNonBlockingTest, WhileOneWaitsAnotherConnectionIsTracedAsUsual) {
  const Connection another = Connect();
  telemetry_.Clear();
  int failed = -1;
  int waits_for = mysql_real_query_start(&failed, connection(), "DO SLEEP(0.05)", 14);
  ASSERT_NE(waits_for, 0);
  EXPECT_EQ(mysql_query(another.get(), "DO 1"), 0);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("DO")));
  Finish([&] { return waits_for; },
         [&](int ready) { return mysql_real_query_cont(&failed, connection(), ready); });

  EXPECT_EQ(failed, 0);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("DO"), SpanNamed("DO")));
}

TEST_F(MySqlCApiNonBlockingTest, RowsAreCountedAsTheyAreFetched) {
  ASSERT_EQ(QueryNonBlocking("SELECT REPEAT('x', 5000)" + TenToThe(3)), 0);
  Result result = Use();
  int rows = 0;
  MYSQL_ROW row = nullptr;
  do {
    Finish([&] { return mysql_fetch_row_start(&row, result.get()); },
           [&](int ready) { return mysql_fetch_row_cont(&row, result.get(), ready); });
  } while (row != nullptr && ++rows != 0);

  EXPECT_EQ(rows, 1000);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Returned(1000)));
}

TEST_F(MySqlCApiNonBlockingTest, AQueryThatFailsHasItsNumber) {
  EXPECT_NE(QueryNonBlocking("SELECT nothing"), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("1054")));
}

TEST_F(MySqlCApiNonBlockingTest, PreparedStatementsWaitToo) {
  const Statement statement{mysql_stmt_init(connection())};
  const std::string sql = "SELECT SLEEP(0.02) UNION ALL SELECT 1";
  int failed = -1;
  Finish([&] { return mysql_stmt_prepare_start(&failed, statement.get(), sql.data(), sql.size()); },
         [&](int ready) { return mysql_stmt_prepare_cont(&failed, statement.get(), ready); });
  ASSERT_EQ(failed, 0);
  Finish([&] { return mysql_stmt_execute_start(&failed, statement.get()); },
         [&](int ready) { return mysql_stmt_execute_cont(&failed, statement.get(), ready); });
  ASSERT_EQ(failed, 0);
  Finish([&] { return mysql_stmt_store_result_start(&failed, statement.get()); },
         [&](int ready) { return mysql_stmt_store_result_cont(&failed, statement.get(), ready); });

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(2))));
}

}  // namespace
}  // namespace dbspan::test

#endif
