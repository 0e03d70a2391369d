// Makes the same calls with MariaDB's blocking and non-blocking functions, to a server that refuses
// them or ends the connection. The spans must be the same.
#include <poll.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "tests/mysql/capi/mysql_capi_fixture.h"
#include "tests/support/span_text.h"

#ifdef MARIADB_BASE_VERSION

namespace dbspan::test {
namespace {

/// Calls a function, or its non-blocking form until that has finished. Returns its result.
#define DBSPAN_TEST_CALL(result, name, object, ...)                             \
  Call<result>([&] { return name(__VA_ARGS__); },                               \
               [&](result* value) { return name##_start(value, __VA_ARGS__); }, \
               [&](result* value, int ready) { return name##_cont(value, object, ready); })

/// One connection that is used with one of the two kinds of functions.
class Caller {
 public:
  enum class Functions { kBlocking, kNonBlocking };

  explicit Caller(Functions functions) : functions_(functions), connection_(mysql_init(nullptr)) {
    if (functions == Functions::kNonBlocking) {
      mysql_options(connection(), MYSQL_OPT_NONBLOCK, nullptr);
    }
  }

  MYSQL* connection() const { return connection_.get(); }
  MYSQL* Connect(const std::string& user, const std::string& password, const std::string& database,
                 int port) const {
    const ServerUrl server = MySqlServer();
    return DBSPAN_TEST_CALL(MYSQL*, mysql_real_connect, connection(), connection(),
                            server.host.c_str(), user.c_str(), password.c_str(), database.c_str(),
                            static_cast<unsigned>(port), nullptr, CLIENT_MULTI_STATEMENTS);
  }
  int Query(const std::string& sql) const {
    return DBSPAN_TEST_CALL(int, mysql_real_query, connection(), connection(), sql.data(),
                            sql.size());
  }
  Result Store() const {
    return Result{DBSPAN_TEST_CALL(MYSQL_RES*, mysql_store_result, connection(), connection())};
  }
  int Next() const { return DBSPAN_TEST_CALL(int, mysql_next_result, connection(), connection()); }
  /// Reads all rows of a result one by one.
  void Stream() const {
    MYSQL_RES* const result = mysql_use_result(connection());
    if (result == nullptr) return;
    while (DBSPAN_TEST_CALL(MYSQL_ROW, mysql_fetch_row, result, result) != nullptr) {
    }
    mysql_free_result(result);
  }
  int Ping() const { return DBSPAN_TEST_CALL(int, mysql_ping, connection(), connection()); }
  int Use(const char* database) const {
    return DBSPAN_TEST_CALL(int, mysql_select_db, connection(), connection(), database);
  }
  void ChangeUser(const char* user, const char* password) const {
    DBSPAN_TEST_CALL(my_bool, mysql_change_user, connection(), connection(), user, password,
                     nullptr);
  }
  void AutoCommit(my_bool on) const {
    DBSPAN_TEST_CALL(my_bool, mysql_autocommit, connection(), connection(), on);
  }
  void Commit() const { DBSPAN_TEST_CALL(my_bool, mysql_commit, connection(), connection()); }
  void Rollback() const { DBSPAN_TEST_CALL(my_bool, mysql_rollback, connection(), connection()); }
  /// Prepares a statement, executes it `times` times and reads its rows.
  void Execute(const std::string& sql, int times) const {
    const Statement owner{mysql_stmt_init(connection())};
    MYSQL_STMT* const statement = owner.get();
    if (DBSPAN_TEST_CALL(int, mysql_stmt_prepare, statement, statement, sql.data(), sql.size()) !=
        0) {
      return;
    }
    for (int i = 0; i < times; ++i) {
      if (DBSPAN_TEST_CALL(int, mysql_stmt_execute, statement, statement) != 0) return;
      if (mysql_stmt_field_count(statement) == 0) continue;
      const bool stores = i % 2 == 0;
      if (stores && DBSPAN_TEST_CALL(int, mysql_stmt_store_result, statement, statement) != 0) {
        return;
      }
      while (DBSPAN_TEST_CALL(int, mysql_stmt_fetch, statement, statement) == 0) {
      }
    }
  }

 private:
  template <class R, class Block, class Start, class GoOn>
  R Call(const Block& block, const Start& start, const GoOn& go_on) const {
    if (functions_ == Functions::kBlocking) return block();
    R result{};
    for (int waits_for = start(&result); waits_for != 0;) {
      pollfd socket{mysql_get_socket(connection()), 0, 0};
      if ((waits_for & MYSQL_WAIT_READ) != 0) socket.events |= POLLIN;
      if ((waits_for & MYSQL_WAIT_WRITE) != 0) socket.events |= POLLOUT;
      const bool timed = (waits_for & MYSQL_WAIT_TIMEOUT) != 0;
      const int ready =
          poll(&socket, 1, timed ? static_cast<int>(mysql_get_timeout_value_ms(connection())) : -1);
      int events = ready == 0 ? MYSQL_WAIT_TIMEOUT : 0;
      if ((socket.revents & (POLLIN | POLLHUP)) != 0) events |= waits_for & MYSQL_WAIT_READ;
      if ((socket.revents & POLLOUT) != 0) events |= waits_for & MYSQL_WAIT_WRITE;
      waits_for = go_on(&result, events);
    }
    return result;
  }

  Functions functions_;
  Connection connection_;
};

class MariaDbSameErrorsTest : public ::testing::Test {
 protected:
  MariaDbSameErrorsTest() {
    Options options = telemetry_.options();
    options.connect_spans = true;
    options.transaction_spans = true;
    dbspan::configure<MySql>(options);
  }
  ~MariaDbSameErrorsTest() override { dbspan::configure<MySql>(Options{}); }

  using Steps = std::function<void(const Caller&)>;

  /// Returns the spans of steps on a new connection with one kind of functions, as text.
  std::string SpansOf(Caller::Functions functions, const Steps& steps) {
    telemetry_.Clear();
    {
      const Caller caller{functions};
      steps(caller);
    }
    return TextWithoutIds(telemetry_.Spans());
  }
  std::string ExpectSame(const Steps& steps) {
    const std::string blocking = SpansOf(Caller::Functions::kBlocking, steps);
    EXPECT_NE(blocking, "");
    EXPECT_EQ(SpansOf(Caller::Functions::kNonBlocking, steps), blocking);
    return blocking;
  }
  /// The same for steps of a connected session with a table `t` of the rows 1, 2 and 3.
  std::string ExpectSameWhenConnected(const Steps& steps) {
    return ExpectSame([&](const Caller& caller) {
      Connect(caller);
      steps(caller);
    });
  }
  void Connect(const Caller& caller) const {
    ASSERT_NE(caller.Connect(server_.user, server_.password, server_.database, server_.port),
              nullptr);
    caller.Query("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY, b VARCHAR(50))");
    caller.Query("INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
  }
  void Kill(const Caller& victim) const {
    const SuppressInstrumentation quiet;
    const Caller killer{Caller::Functions::kBlocking};
    killer.Connect(server_.user, server_.password, server_.database, server_.port);
    killer.Query("KILL " + std::to_string(mysql_thread_id(victim.connection())));
  }

  const ServerUrl server_ = MySqlServer();
  Telemetry telemetry_;
};

TEST_F(MariaDbSameErrorsTest, EveryNumberAndStateOfTheServer) {
  for (const char* state : {"45000", "40001", "23000", "08S01", "HY000", "70100", "XA102"}) {
    for (const int number : {1020, 1040, 1053, 1062, 1180, 1205, 1213, 1317, 1615, 1927, 1969, 1970,
                             2006, 2013, 3024, 3572, 4031, 65534}) {
      const std::string sql = std::string{"SIGNAL SQLSTATE '"} + state +
                              "' SET MYSQL_ERRNO = " + std::to_string(number) +
                              ", MESSAGE_TEXT = 'secret'";
      SCOPED_TRACE(sql);
      const std::string spans = ExpectSameWhenConnected([&](const Caller& caller) {
        EXPECT_NE(caller.Query(sql), 0);
        caller.Query("SELECT 1");
        caller.Store();
        caller.Execute(sql, 1);
      });
      EXPECT_EQ(spans.find("secret"), std::string::npos) << spans;
      EXPECT_NE(spans.find("dbspan.error.retry"), std::string::npos) << spans;
    }
  }
}

TEST_F(MariaDbSameErrorsTest, RowsAndWhatInterruptsThem) {
  const std::string fails_late =
      "SELECT a, (SELECT 1 FROM t AS u WHERE u.a >= t.a - 1) FROM t";  // two rows at its end
  for (const std::string& sql :
       {std::string{"SELECT a FROM t"}, std::string{"SELECT a FROM t WHERE a > 9"}, fails_late,
        std::string{"SELECT nothing"}, std::string{"INSERT INTO t VALUES (1, 'again')"},
        std::string{"UPDATE t SET b = 'x' WHERE a > 1"}, std::string{"SELEC"}, std::string{}}) {
    SCOPED_TRACE(sql);
    ExpectSameWhenConnected([&](const Caller& caller) {
      caller.Query(sql);
      caller.Store();
      caller.Query(sql);
      caller.Stream();
      caller.Execute(sql, 3);
    });
  }
}

TEST_F(MariaDbSameErrorsTest, OfSeveralStatementsOneFails) {
  ExpectSameWhenConnected([&](const Caller& caller) {
    caller.Query("SELECT 1; INSERT INTO t VALUES (9, 'x'); SELECT nothing; SELECT 2");
    do {
      caller.Store();
    } while (caller.Next() == 0);
  });
}

TEST_F(MariaDbSameErrorsTest, CommandsWithoutText) {
  ExpectSameWhenConnected([&](const Caller& caller) {
    caller.Ping();
    caller.Use("no_such_database");
    caller.Use(server_.database.c_str());
    caller.AutoCommit(0);
    caller.Query("INSERT INTO t VALUES (7, 'x')");
    caller.Rollback();
    caller.Commit();
    caller.AutoCommit(1);
    caller.ChangeUser(server_.user.c_str(), "wrong");
    caller.Ping();
  });
}

TEST_F(MariaDbSameErrorsTest, ConnectionsThatAreRefused) {
  ExpectSame([&](const Caller& caller) {
    caller.Connect(server_.user, "wrong", server_.database, server_.port);
  });
  ExpectSame([&](const Caller& caller) {
    caller.Connect(server_.user, server_.password, "no_such_database", server_.port);
  });
  ExpectSame([&](const Caller& caller) {
    caller.Connect(server_.user, server_.password, server_.database, 1);
    caller.Query("SELECT 1");
    caller.Ping();
  });
}

TEST_F(MariaDbSameErrorsTest, ConnectionsThatAreLost) {
  const Steps after[] = {[](const Caller& caller) { caller.Query("UPDATE t SET b = 'x'"); },
                         [](const Caller& caller) { caller.Execute("SELECT 1", 1); },
                         [](const Caller& caller) { caller.Ping(); },
                         [](const Caller& caller) { caller.Commit(); },
                         [](const Caller& caller) { caller.Use("mysql"); }};
  for (const Steps& step : after) {
    ExpectSameWhenConnected([&](const Caller& caller) {
      Kill(caller);
      step(caller);
      step(caller);
    });
  }
}

TEST_F(MariaDbSameErrorsTest, AConnectionThatIsLostWhileAStatementRuns) {
  ExpectSameWhenConnected([&](const Caller& caller) {
    std::thread killer{[&] {
      const SuppressInstrumentation quiet;
      const Caller watch{Caller::Functions::kBlocking};
      watch.Connect(server_.user, server_.password, server_.database, server_.port);
      const std::string running =
          "SELECT 1 FROM information_schema.processlist WHERE state = 'User sleep' AND id = " +
          std::to_string(mysql_thread_id(caller.connection()));
      for (my_ulonglong rows = 0; rows == 0;) {
        watch.Query(running);
        rows = mysql_num_rows(watch.Store().get());
      }
      Kill(caller);
    }};
    caller.Query("DO SLEEP(300)");
    killer.join();
  });
}

TEST_F(MariaDbSameErrorsTest, ATimeoutOfTheClient) {
  const auto spans_of = [&](Caller::Functions functions) {
    std::unique_ptr<Caller> caller;
    MYSQL* connected = nullptr;
    for (int tries = 0; tries < 60 && connected == nullptr; ++tries) {  // on a busy machine
      caller = std::make_unique<Caller>(functions);
      const unsigned seconds = 1;
      mysql_options(caller->connection(), MYSQL_OPT_READ_TIMEOUT, &seconds);
      connected = caller->Connect(server_.user, server_.password, server_.database, server_.port);
    }
    telemetry_.Clear();
    EXPECT_NE(caller->Query("DO SLEEP(120)"), 0);
    caller->Query("DO 1");
    return TextWithoutIds(telemetry_.Spans());
  };
  const std::string blocking = spans_of(Caller::Functions::kBlocking);

  EXPECT_NE(blocking.find("retry: \"outcome_unknown\""), std::string::npos) << blocking;
  EXPECT_EQ(spans_of(Caller::Functions::kNonBlocking), blocking);
}

}  // namespace
}  // namespace dbspan::test

#endif
