// Tests MySQL's non-blocking functions: the test calls each again until it has finished.
#include <utility>

#include "tests/mysql/capi/mysql_capi_fixture.h"

#ifndef MARIADB_BASE_VERSION

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MySqlNonBlockingTest : public MySqlCApiFixture {
 protected:
  /// Repeats the call until it has finished. Counts in `waits_` how often it had not.
  template <class Call>
  net_async_status Finish(Call&& call) {
    net_async_status status = call();
    while (status == NET_ASYNC_NOT_READY) {
      ++waits_;
      status = call();
    }
    return status;
  }
  net_async_status QueryNonBlocking(const std::string& sql) {
    return Finish(
        [&] { return mysql_real_query_nonblocking(connection(), sql.data(), sql.size()); });
  }
  Result StoreNonBlocking() {
    MYSQL_RES* result = nullptr;
    EXPECT_EQ(Finish([&] { return mysql_store_result_nonblocking(connection(), &result); }),
              NET_ASYNC_COMPLETE);
    return Result{result};
  }

  int waits_ = 0;
};

TEST_F(MySqlNonBlockingTest, AQueryAndItsStoredResultAreOneSpan) {
  ASSERT_EQ(QueryNonBlocking("SELECT SLEEP(0.02) FROM t WHERE b <> 'secret'"), NET_ASYNC_COMPLETE);
  EXPECT_GT(waits_, 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  const Result result = StoreNonBlocking();

  EXPECT_EQ(mysql_num_rows(result.get()), 3U);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  SpanSucceeded(), KeepsTheContract(), Returned(3),
                  HasAttribute("db.query.text", Text("SELECT SLEEP(?) FROM t WHERE b <> ?")))));
}

TEST_F(MySqlNonBlockingTest, AnErrorEndsTheSpan) {
  EXPECT_EQ(QueryNonBlocking("SELECT nothing"), NET_ASYNC_ERROR);

  EXPECT_EQ(mysql_errno(connection()), 1054U);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("1054")));
}

TEST_F(MySqlNonBlockingTest, RowsAreCountedAsTheyAreFetched) {
  ASSERT_EQ(QueryNonBlocking("SELECT a FROM t"), NET_ASYNC_COMPLETE);
  Result result = Use();
  MYSQL_ROW row = nullptr;
  int rows = 0;
  do {
    EXPECT_THAT(telemetry_.Spans(), IsEmpty());
    ASSERT_EQ(Finish([&] { return mysql_fetch_row_nonblocking(result.get(), &row); }),
              NET_ASYNC_COMPLETE);
    rows += row == nullptr ? 0 : 1;
  } while (row != nullptr);

  EXPECT_EQ(rows, 3);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(3))));
}

TEST_F(MySqlNonBlockingTest, AStreamThatIsFreedEarlyHasTheRowsThatWereRead) {
  ASSERT_EQ(QueryNonBlocking("SELECT a FROM t"), NET_ASYNC_COMPLETE);
  Result result = Use();
  MYSQL_ROW row = nullptr;
  Finish([&] { return mysql_fetch_row_nonblocking(result.get(), &row); });
  MYSQL_RES* freed = result.release();
  EXPECT_EQ(Finish([&] { return mysql_free_result_nonblocking(freed); }), NET_ASYNC_COMPLETE);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(1))));
}

TEST_F(MySqlNonBlockingTest, SeveralStatementsOfOneTextAreOneSpan) {
  ASSERT_EQ(QueryNonBlocking("SELECT a FROM t; SELECT a FROM t WHERE a = 1"), NET_ASYNC_COMPLETE);
  StoreNonBlocking();
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  ASSERT_EQ(Finish([&] { return mysql_next_result_nonblocking(connection()); }),
            NET_ASYNC_COMPLETE);
  StoreNonBlocking();

  EXPECT_EQ(Finish([&] { return mysql_next_result_nonblocking(connection()); }),
            NET_ASYNC_COMPLETE_NO_MORE_RESULTS);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Returned(4)));
}

TEST_F(MySqlNonBlockingTest, ConnectingIsOneSpanOnRequest) {
  Reconnect([](Options& options) { options.connect_spans = true; });
  const Connection other{mysql_init(nullptr)};
  ASSERT_EQ(Finish([&] {
              return mysql_real_connect_nonblocking(
                  other.get(), server_.host.c_str(), server_.user.c_str(), server_.password.c_str(),
                  server_.database.c_str(), static_cast<unsigned>(server_.port), nullptr, 0);
            }),
            NET_ASYNC_COMPLETE);

  EXPECT_GT(waits_, 0);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanNamed("CONNECT " + server_.database),
                                                    SpanSucceeded(), KeepsTheContract())));
}

TEST_F(MySqlNonBlockingTest, TheServerSeesTheCommentAndTheSpanDoesNot) {
  Reconnect([](Options& options) { options.sqlcommenter = SqlCommenter::kTraceContext; });
  const std::string sql =
      "SELECT info FROM information_schema.processlist WHERE id = connection_id()";
  ASSERT_EQ(QueryNonBlocking(sql), NET_ASYNC_COMPLETE);
  const Result result = StoreNonBlocking();
  const std::string seen = mysql_fetch_row(result.get())[0];

  EXPECT_THAT(seen, ::testing::HasSubstr("traceparent="));
  EXPECT_THAT(telemetry_.Spans()[0], HasAttribute("db.query.text", Text(sql)));
}

}  // namespace
}  // namespace dbspan::test

#endif
