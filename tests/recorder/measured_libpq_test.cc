// The short form of operations of libpq (see measured_test.cc).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sys/socket.h>

#include <string>
#include <thread>

#include "dbspan/suppression.h"
#include "tests/recorder/measured_test.h"
#include "tests/recorder/pg_connection.h"

namespace dbspan::recorder {
namespace {

void Exec(PGconn* connection, const char* sql) { PQclear(PQexec(connection, sql)); }
void ExecTwice(PGconn* connection, const char* sql) {
  for (int i = 0; i < 2; ++i) Exec(connection, sql);
}
void ExecParams(PGconn* connection, const char* sql, const char* value) {
  PQclear(PQexecParams(connection, sql, 1, nullptr, &value, nullptr, nullptr, 0));
}
void ExecPrepared(PGconn* connection, const char* name, const char* value) {
  PQclear(PQexecPrepared(connection, name, 1, &value, nullptr, nullptr, 0));
}

TEST_F(MeasuredTest, StatementsOfLibpqMeasureTheSameInBothForms) {
  const PgPtr connection = Connect();
  PGconn* const pg = connection.get();
  Exec(pg, "CREATE TEMPORARY TABLE measured (id int PRIMARY KEY, name text)");
  Exec(pg, "INSERT INTO measured SELECT i, 'Ann' FROM generate_series(1, 40) i");
  ExpectSameSeries(
      [&] {
        ExecTwice(pg, "SELECT name FROM measured WHERE id = 7");
        ExecTwice(pg, "SELECT name FROM measured");
        ExecTwice(pg, "SELECT FROM measured");
        ExecTwice(pg, "SELECT name FROM measured WHERE id = 0");
        ExecTwice(pg, "SELECT E'a\\'b', name FROM measured");
        ExecTwice(pg, "SELECT '\u00e4', name FROM measured");
        ExecTwice(pg, "UPDATE measured SET name = 'Bob' WHERE id < 4");
        ExecTwice(pg, "UPDATE measured SET name = 'Bob' WHERE id < 4 RETURNING id");
        ExecTwice(pg, "INSERT INTO measured VALUES (99, 'Eve') RETURNING id");
        ExecTwice(pg, "DELETE FROM measured WHERE id = 99");
        ExecTwice(pg, "SELECT 1; SELECT 2");
        ExecTwice(pg, "SELECT nothing FROM measured");
        ExecTwice(pg, "SELECT 1 / (id - 7) FROM measured");
        ExecTwice(pg, "DO $$ BEGIN RAISE WARNING 'measured'; END $$");
        ExecTwice(pg, "");
        ExecTwice(pg, "BEGIN");
        ExecTwice(pg, "ROLLBACK");
        for (const char* const value : {"7", "7", "none"}) {
          ExecParams(pg, "SELECT name FROM measured WHERE id > $1", value);
        }
        const SuppressInstrumentation quiet;
        Exec(pg, "SELECT name FROM measured");
      },
      24);
}

TEST_F(MeasuredTest, MoreSeriesThanAThreadBindsMeasureTheSameInBothForms) {
  const PgPtr connection = Connect();
  const auto read_all = [&] {
    for (const char* const table : {"am", "attribute", "cast", "class", "database", "index",
                                    "namespace", "operator", "proc", "type"}) {
      Exec(connection.get(), ("SELECT 1 FROM pg_" + std::string{table} + " LIMIT 2").c_str());
    }
  };
  ExpectSameSeries(
      [&] {
        read_all();
        read_all();
        std::thread{read_all}.join();
      },
      20);
}

#ifdef LIBPQ_HAS_PIPELINING
TEST_F(MeasuredTest, CallsThatLibpqRefusesInAPipelineAreNotMeasured) {
  const PgPtr connection = Connect();
  PGconn* const pg = connection.get();
  ExpectSameSeries(
      [&] {
        Exec(pg, "SELECT 1");
        ASSERT_EQ(PQenterPipelineMode(pg), 1);
        EXPECT_EQ(PQexec(pg, "SELECT 1"), nullptr);
        ASSERT_EQ(PQexitPipelineMode(pg), 1);
        ExecParams(pg, "SELECT relname FROM pg_class LIMIT $1", "1");
        ASSERT_EQ(PQenterPipelineMode(pg), 1);
        ExecParams(pg, "SELECT relname FROM pg_class LIMIT $1", "1");
        ASSERT_EQ(PQexitPipelineMode(pg), 1);
      },
      4);
}
#endif

TEST_F(MeasuredTest, CopyOfLibpqMeasuresTheSameInBothForms) {
  const PgPtr connection = Connect();
  PGconn* const pg = connection.get();
  ExpectSameSeries(
      [&] {
        for (int i = 0; i < 2; ++i) {
          Exec(pg, "COPY (SELECT generate_series(1, 5)) TO STDOUT");
          char* row = nullptr;
          while (PQgetCopyData(pg, &row, 0) > 0) PQfreemem(row);
          while (PGresult* const result = PQgetResult(pg)) PQclear(result);
          ExecTwice(pg, "SELECT 1");
        }
      },
      3);
}

TEST_F(MeasuredTest, PreparedStatementsOfLibpqMeasureTheSameInBothForms) {
  const PgPtr connection = Connect();
  PGconn* const pg = connection.get();
  ExpectSameSeries(
      [&] {
        for (const char* const sql :
             {"SELECT relname FROM pg_class LIMIT $1", "SELECT oid FROM pg_class LIMIT $1"}) {
          PQclear(PQprepare(pg, "measured", sql, 0, nullptr));
          for (int i = 0; i < 3; ++i) ExecPrepared(pg, "measured", "3");
          ExecPrepared(pg, "measured", "none");
          Exec(pg, "DEALLOCATE measured");
          ExecPrepared(pg, "measured", "3");
        }
      },
      10);
}

void ReadResults(PGconn* connection) {
  while (PGresult* const result = PQgetResult(connection)) PQclear(result);
}
void SendThrice(PGconn* connection, const char* sql) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(PQsendQuery(connection, sql), 1);
    ReadResults(connection);
  }
}

TEST_F(MeasuredTest, StatementsThatLibpqSendsMeasureTheSameInBothForms) {
  const PgPtr connection = Connect();
  PGconn* const pg = connection.get();
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        SendThrice(pg, "SELECT relname FROM pg_class LIMIT 7");
        SendThrice(pg, "SELECT 1; SELECT relname FROM pg_class LIMIT 2");
        SendThrice(pg, "SELECT nothing FROM pg_class");
        SendThrice(pg, "SELECT 1; SELECT 1 / (oid::int - oid::int) FROM pg_class");
        SendThrice(pg, "SET application_name = 'measured'");
        SendThrice(pg, "BEGIN");
        SendThrice(pg, "ROLLBACK");
        for (int i = 0; i < 3; ++i) {
          const char* const value = "3";
          PQsendQueryParams(pg, "SELECT relname FROM pg_class LIMIT $1", 1, nullptr, &value,
                            nullptr, nullptr, 0);
          PQsetSingleRowMode(pg);
          ReadResults(pg);
          PQclear(PQprepare(pg, "measured", "SELECT oid FROM pg_class LIMIT $1", 0, nullptr));
          PQsendQueryPrepared(pg, "measured", 1, &value, nullptr, nullptr, 0);
          ReadResults(pg);
          Exec(pg, "DEALLOCATE measured");
          PQsendQueryPrepared(pg, "measured", 1, &value, nullptr, nullptr, 0);
          ReadResults(pg);
          PQsendQuery(pg, "SELECT relname FROM pg_class LIMIT 7");
          Exec(pg, "SELECT 1");  // discards the results
          PQsendQuery(pg, "COPY (SELECT generate_series(1, 5)) TO STDOUT");
          PQclear(PQgetResult(pg));
          char* row = nullptr;
          while (PQgetCopyData(pg, &row, 0) > 0) PQfreemem(row);
          ReadResults(pg);
        }
        const PgPtr given_up = Connect();
        SendThrice(given_up.get(), "SELECT relname FROM pg_class LIMIT 7");
        PQsendQuery(given_up.get(), "SELECT relname FROM pg_class LIMIT 7");
      },
      0);
  EXPECT_GE(TheSink().continued, 20);
}

TEST_F(MeasuredTest, StatementOnAKilledConnectionOfLibpqFailsTheSameInBothForms) {
  const PgPtr killer = Connect();
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        const PgPtr connection = Connect();
        for (int i = 0; i < 3; ++i) Exec(connection.get(), "SELECT 1");
        const std::string kill =
            "SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(connection.get())) + ")";
        Exec(killer.get(), kill.c_str());
        // Waits for the end, after the message that announces it.
        std::string message(4096, '\0');
        while (recv(PQsocket(connection.get()), message.data(), message.size(), 0) > 0) {
        }
        Exec(connection.get(), "SELECT 1");
        EXPECT_EQ(PQstatus(connection.get()), CONNECTION_BAD);
      },
      3);
  EXPECT_GE(TheSink().continued, 3);
}

}  // namespace
}  // namespace dbspan::recorder
