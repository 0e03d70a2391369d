// An operation that is only measured takes a short form (core/span/measured_operation.h), which
// must measure the same as the general form. These tests make the same calls in both forms, against
// real servers, and compare all series.
#include <dbspan/hiredis.h>
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "tests/recorder/measured_test.h"
#include "tests/support/servers.h"

namespace dbspan::recorder {
namespace {

using ContextPtr = std::unique_ptr<redisContext, decltype(&redisFree)>;

ContextPtr ConnectRedis() {
  const test::ServerUrl server = test::RedisServer();
  ContextPtr context{redisConnect(server.host.c_str(), server.port), &redisFree};
  if (context == nullptr || context->err != 0) throw std::runtime_error{"no connection to Redis"};
  if (!server.password.empty()) {
    freeReplyObject(redisCommand(context.get(), "AUTH %s", server.password.c_str()));
  }
  return context;
}

void Send(redisContext& context, const std::vector<const char*>& commands) {
  for (const char* const command : commands) {
    if (void* const reply = redisCommand(&context, command)) freeReplyObject(reply);
  }
}

/// Sends each command twice, so that the second one can take the short form.
void SendTwice(redisContext& context, const std::vector<const char*>& commands) {
  for (const char* const command : commands) Send(context, {command, command});
}

TEST_F(MeasuredTest, RedisCommandsMeasureTheSameInBothForms) {
  const ContextPtr context = ConnectRedis();
  ExpectSameSeries(
      [&] {
        SendTwice(*context, {"DEL measured:t measured:l measured:h measured:z measured:s",
                             "SET measured:t 7",
                             "GET measured:t",
                             "get measured:t",
                             "GET measured:none",
                             "Get x",
                             "MGET measured:t measured:none measured:t",
                             "EXISTS measured:t measured:none",
                             "INCR measured:t",
                             "RPUSH measured:l a b c",
                             "LRANGE measured:l 0 -1",
                             "LRANGE measured:none 0 -1",
                             "GET measured:l",
                             "LPOP measured:l",
                             "LINDEX measured:l 9",
                             "HSET measured:h f 1 g 2",
                             "HGETALL measured:h",
                             "HGET measured:h f",
                             "HGET measured:h none",
                             "HMGET measured:h f none",
                             "HEXISTS measured:h f",
                             "ZADD measured:z 1 a 2 b",
                             "ZRANGE measured:z 0 -1",
                             "ZRANGE measured:z 0 -1 WITHSCORES",
                             "ZSCORE measured:z a",
                             "ZSCORE measured:z none",
                             "SADD measured:s a b",
                             "SMEMBERS measured:s",
                             "SISMEMBER measured:s a",
                             "SCAN 0 COUNT 10",
                             "TYPE measured:t",
                             "TTL measured:t",
                             "STRLEN measured:t",
                             "PING",
                             "ECHO measured",
                             "NOSUCH measured:t",
                             "GET",
                             "GET a b",
                             "OBJECT ENCODING measured:t",
                             "CONFIG GET maxmemory",
                             "CONFIG SET maxmemory 0",
                             "CLIENT ID",
                             "CLIENT LIST",
                             "CLIENT GETNAME",
                             "COMMAND COUNT",
                             "EVAL return(1) 0",
                             "GETRANGE measured:t 0 -1",
                             "SET measured:t 8 GET",
                             "GETSET measured:t 9",
                             "COPY measured:t measured:s"});
      },
      60);
}

TEST_F(MeasuredTest, RedisTransactionsAndDatabasesMeasureTheSameInBothForms) {
  const ContextPtr context = ConnectRedis();
  ExpectSameSeries(
      [&] {
        Send(*context, {"SET measured:t 7",
                        "GET measured:t",
                        "SELECT 1",
                        "GET measured:t",
                        "GET measured:t",
                        "SELECT 0",
                        "MULTI",
                        "GET measured:t",
                        "GET measured:none",
                        "LRANGE measured:t 0 -1",
                        "EXEC",
                        "GET measured:t",
                        "MULTI",
                        "GET measured:t",
                        "DISCARD",
                        "GET measured:t",
                        "WATCH measured:t",
                        "GET measured:t",
                        "MULTI",
                        "SELECT 2",
                        "GET measured:t",
                        "EXEC",
                        "GET measured:t",
                        "SELECT 99999",
                        "GET measured:t",
                        "SELECT 0"});
      },
      10);
}

TEST_F(MeasuredTest, RedisPipelinesMeasureTheSameInBothForms) {
  const ContextPtr context = ConnectRedis();
  ExpectSameSeries(
      [&] {
        Send(*context, {"SET measured:t 7", "GET measured:t"});
        redisAppendCommand(context.get(), "GET measured:t");
        redisAppendCommand(context.get(), "GET measured:none");
        // hiredis returns the oldest reply, here of an appended command.
        if (void* const reply = redisCommand(context.get(), "GET measured:t")) {
          freeReplyObject(reply);
        }
        for (int i = 0; i < 2; ++i) {
          void* reply = nullptr;
          ASSERT_EQ(redisGetReply(context.get(), &reply), REDIS_OK);
          freeReplyObject(reply);
        }
        Send(*context, {"GET measured:t"});
      },
      5);
}

TEST_F(MeasuredTest, CommandOnAKilledConnectionFailsTheSameInBothForms) {
  const ContextPtr killer = ConnectRedis();
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        const ContextPtr context = ConnectRedis();
        Send(*context, {"GET measured:t", "GET measured:t"});
        auto* const reply = static_cast<redisReply*>(redisCommand(context.get(), "CLIENT ID"));
        ASSERT_NE(reply, nullptr);
        const std::string id = std::to_string(reply->integer);
        freeReplyObject(reply);
        freeReplyObject(redisCommand(killer.get(), "CLIENT KILL ID %s", id.c_str()));
        char byte = 0;
        ASSERT_EQ(recv(context->fd, &byte, sizeof byte, MSG_PEEK), 0);  // waits for the end
        EXPECT_EQ(redisCommand(context.get(), "GET measured:t"), nullptr);
        EXPECT_NE(context->err, 0);
      },
      3);
  EXPECT_GE(TheSink().continued, 3);
}

TEST_F(MeasuredTest, StatementsOfLibpqxxMeasureTheSameInBothForms) {
  dbspan::pqxx::connection connection{test::PostgresServer().text};
  {
    dbspan::pqxx::nontransaction set_up{connection};
    set_up.exec("CREATE TEMPORARY TABLE measured (id int PRIMARY KEY, name text)");
    set_up.exec("INSERT INTO measured SELECT i, 'Ann' FROM generate_series(1, 40) i");
  }
  dbspan::pqxx::nontransaction work{connection};
  const auto twice = [&](const char* text) {
    for (int i = 0; i < 2; ++i) work.exec(text);
  };
  ExpectSameSeries(
      [&] {
        twice("SELECT name FROM measured WHERE id = 7");
        twice("SELECT name FROM measured");
        twice("SELECT name FROM measured WHERE id = 0");
        twice("UPDATE measured SET name = 'Bob' WHERE id < 4");
        work.exec("INSERT INTO measured VALUES (99, 'Eve') RETURNING id");
        twice("DELETE FROM measured WHERE id = 99");
        twice("SELECT 1");
        for (int i = 0; i < 2; ++i) {
          EXPECT_ANY_THROW(work.exec("SELECT nothing FROM measured"));
          EXPECT_ANY_THROW(work.exec("SELECT 1 / (id - 7) FROM measured"));
          work.exec_params("SELECT name FROM measured WHERE id > $1", 7);
        }
        for (int i = 0; i < 2; ++i) {
          EXPECT_ANY_THROW(work.exec1("SELECT name FROM measured"));
          EXPECT_EQ(work.exec1("SELECT count(*) FROM measured")[0].as<int>(), 40);
        }
        for (int i = 0; i < 2; ++i) work.exec_params("SELECT $1::int", i);
        twice("SET extra_float_digits = 1");
        twice("BEGIN");
        twice("ROLLBACK");
      },
      20);
}

TEST_F(MeasuredTest, StatementThatIsBegunInsideLibpqxxMeasuresTheSameInBothForms) {
  dbspan::pqxx::connection connection{test::PostgresServer().text};
  connection.prepare("measured", "SELECT relname FROM pg_class LIMIT $1");
  ExpectSameSeries(
      [&] {
        dbspan::pqxx::work work{connection};
        for (int i = 0; i < 2; ++i) work.exec_prepared("measured", 3);
        {
          dbspan::pqxx::subtransaction below{work};
          for (int i = 0; i < 2; ++i) below.exec("SELECT 2");
          below.commit();
        }
        const SuppressInstrumentation quiet;
        work.exec("SELECT 2");
      },
      2);
}

TEST_F(MeasuredTest, PipelineOfLibpqxxMeasuresAStatementThatLibpqKnowsOnce) {
  dbspan::pqxx::connection connection{test::PostgresServer().text};
  TheSink().continued = 0;
  {
    ::pqxx::nontransaction untraced{connection};  // the calls below libpqxx are measured
    for (int i = 0; i < 3; ++i) {
      ::pqxx::pipeline pipeline{untraced};
      pipeline.retrieve(pipeline.insert("SELECT 7"));
    }
  }
  ASSERT_GT(TheSink().continued, 0);

  dbspan::pqxx::nontransaction work{connection};
  const AllCounts added = CountsOf([&] {
    dbspan::pqxx::pipeline pipeline{work};
    pipeline.retrieve(pipeline.insert("SELECT 7"));
  });
  std::int64_t operations = 0;
  for (const auto& [key, counts] : added) operations += counts[0];
  EXPECT_EQ(operations, 1);
}

TEST_F(MeasuredTest, SwitchThatWantsMoreOfAnOperationIsFollowedAtOnce) {
  const ContextPtr context = ConnectRedis();
  Send(*context, {"GET measured:t", "GET measured:t"});
  Switches& switches = Redis::instrumenter().switches();
  const auto measured_by = [&](const auto& call) {
    TheSink().measured = 0;
    call();
    return TheSink().measured.load();
  };
  const auto get = [&] { Send(*context, {"GET measured:t"}); };

  EXPECT_EQ(measured_by(get), 1);
  switches.set_slow_threshold(std::chrono::hours{1});
  EXPECT_EQ(measured_by(get), 0);
  switches.set_slow_threshold(std::chrono::nanoseconds{0});
  switches.set_require_parent(true);
  EXPECT_EQ(measured_by(get), 0);
  switches.set_require_parent(false);
  switches.set_enabled(false);
  EXPECT_EQ(measured_by(get), 0);
  switches.set_enabled(true);
  Sink::SetWatched(true);
  EXPECT_EQ(measured_by(get), 0);
  Sink::SetWatched(false);
  EXPECT_EQ(measured_by([&] {
              const SuppressInstrumentation quiet;
              get();
            }),
            0);
  EXPECT_EQ(measured_by([&] {
              get();  // looks for the providers again
              get();
            }),
            1);
}

}  // namespace
}  // namespace dbspan::recorder
