// An operation that is only measured takes a short form (core/span/measured_operation.h), which
// must measure the same as the general form. These tests make the same calls in both forms, against
// real servers, and compare all series.
#include <dbspan/hiredis.h>
#include <dbspan/pqxx>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "core/span/sink.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "recorder/operation_sink.h"
#include "recorder/process.h"
#include "tests/support/servers.h"

namespace dbspan::recorder {
namespace {

/// The recorder's sink. Counts the operations that are measured in the short form, which it can
/// refuse.
class CountingSink final : public Sink {
 public:
  std::atomic<bool> takes_short_form{true};
  mutable std::atomic<int> measured{0};
  mutable std::atomic<int> continued{0};

  Scope ScopeOf(std::string_view scope) const noexcept override { return real_.ScopeOf(scope); }
  Interest Start(const Beginning& beginning, Span& span) const noexcept override {
    return real_.Start(beginning, span);
  }
  bool Describe(const Description& description, Span& span) const noexcept override {
    return real_.Describe(description, span);
  }
  bool StartMeasured(const Description& description, SteadyTime since,
                     Span& span) const noexcept override {
    return real_.StartMeasured(description, since, span);
  }
  std::uint64_t MeasuringOnly() const noexcept override {
    return takes_short_form ? real_.MeasuringOnly() : 0;
  }
  void Measure(const Measured& operation, const Counts& counts, const Options& options,
               SteadyTime when) const noexcept override {
    ++measured;
    real_.Measure(operation, counts, options, when);
  }
  void Continue(const Measured& operation, Span& span) const noexcept override {
    ++continued;
    real_.Continue(operation, span);
  }
  void AddAttributes(Span& span, const AttributeList& attributes) const noexcept override {
    real_.AddAttributes(span, attributes);
  }
  void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                SteadyTime when) const noexcept override {
    real_.AddEvent(span, name, attributes, when);
  }
  void End(Span& span, const Outcome& outcome, const Options& options,
           SteadyTime when) const noexcept override {
    real_.End(span, outcome, options, when);
  }
  void OnParentEnd(const opentelemetry::trace::SpanContext& parent) const noexcept override {
    real_.OnParentEnd(parent);
  }
  void CountFinding(std::size_t kind) const noexcept override { real_.CountFinding(kind); }
  void Drop(Span& span) const noexcept override { real_.Drop(span); }
  opentelemetry::trace::SpanContext ContextOf(const Span& span) const noexcept override {
    return real_.ContextOf(span);
  }
  void Log(Scope scope, const LogEntry& entry) const noexcept override { real_.Log(scope, entry); }

 private:
  const Sink& real_ = OperationSink();
};

CountingSink& TheSink() {
  static auto& sink = *new CountingSink;  // sinks are never destroyed
  return sink;
}

/// What a series has measured, without durations: operations, operations with rows, rows, hits,
/// misses.
using Counts = std::array<std::int64_t, 5>;
/// By scope, endpoint, dimension and status.
using AllCounts = std::map<std::tuple<ScopeId, TextId, TextId, TextId>, Counts>;

template <class Buckets>
std::int64_t SumOf(const Buckets& buckets) {
  std::int64_t sum = 0;
  for (const auto& bucket : buckets) sum += static_cast<std::int64_t>(bucket.load());
  return sum;
}

AllCounts Collected() {
  AllCounts all;
  Current()->Collect([&](const SeriesKey& key, const SeriesSums& sums) {
    Counts& counts = all[{key.scope, key.endpoint, key.dimension, key.status}];
    counts[0] += SumOf(sums.duration.buckets);
    counts[1] += SumOf(sums.rows.buckets);
    counts[2] += sums.rows.sum.load();
    counts[3] += static_cast<std::int64_t>(sums.hits.load());
    counts[4] += static_cast<std::int64_t>(sums.misses.load());
  });
  return all;
}

/// Returns what `calls` add to the series.
AllCounts CountsOf(const std::function<void()>& calls) {
  const AllCounts before = Collected();
  calls();
  AllCounts added;
  for (const auto& [key, after] : Collected()) {
    const auto known = before.find(key);
    const Counts earlier = known == before.end() ? Counts{} : known->second;
    Counts difference{};
    for (std::size_t i = 0; i < after.size(); ++i) difference[i] = after[i] - earlier[i];
    if (difference != Counts{}) added[key] = difference;
  }
  return added;
}

class MeasuredTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("OTEL_TRACES_SAMPLER", "always_off", 1);
    setenv("OTEL_METRIC_EXPORT_INTERVAL", "1000000000", 1);
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", 1);
    setenv("DBSPAN_EXIT_TIMEOUT", "0", 1);
    Configure({});
    ASSERT_NE(Current(), nullptr);
    Sink::Install(&TheSink());
  }
  static void TearDownTestSuite() {
    Sink::Install(nullptr);
    Retire();
  }

  /// Makes the same calls in the general form and in the short one, several times each, because a
  /// kind of operation takes the short form only after it was measured once. Expects the same
  /// series, and that at least `least` operations took the short form.
  static void ExpectSameSeries(const std::function<void()>& calls, int least) {
    constexpr int kTimes = 3;
    const auto repeated = [&] {
      for (int i = 0; i < kTimes; ++i) calls();
    };
    TheSink().takes_short_form = false;
    Sink::SetOnlyMeasures(false);
    const AllCounts described = CountsOf(repeated);
    Sink::SetOnlyMeasures(true);
    const AllCounts general = CountsOf(repeated);
    TheSink().takes_short_form = true;
    TheSink().measured = 0;
    const AllCounts measured = CountsOf(repeated);
    EXPECT_FALSE(described.empty());
    EXPECT_EQ(general, described);
    EXPECT_EQ(measured, described);
    EXPECT_GE(TheSink().measured, least);
  }
};

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
      6);
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
