// Sends the same commands through each API of hiredis to a server that refuses them, loses the
// connection or breaks the protocol. The spans must be the same.
#include <dbspan/hiredis_async.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dbspan/redis/instrumentation.h"
#include "tests/support/loopback_listener.h"
#include "tests/support/matchers.h"
#include "tests/support/poll_loop.h"
#include "tests/support/span_text.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

/// What the server does after the first bytes of each connection.
struct Fault {
  std::string answer;
  bool closes = false;
};

/// Answers everything that arrives in one piece with the same bytes.
class RefusingServer {
 public:
  explicit RefusingServer(Fault fault) : fault_(std::move(fault)) {}
  RefusingServer(const RefusingServer&) = delete;
  RefusingServer& operator=(const RefusingServer&) = delete;
  ~RefusingServer() {
    stopping_ = true;
    thread_.join();
  }
  int port() const noexcept { return listener_.port(); }

 private:
  void Serve() const {
    while (!stopping_) {
      const int connection = listener_.Accept(20);
      if (connection < 0) continue;
      char bytes[4096];
      while (read(connection, bytes, sizeof bytes) > 0) {
        const auto size = static_cast<ssize_t>(fault_.answer.size());
        if (send(connection, fault_.answer.data(), fault_.answer.size(), MSG_NOSIGNAL) != size ||
            fault_.closes) {
          break;
        }
      }
      close(connection);
    }
  }

  const Fault fault_;
  const LoopbackListener listener_;
  std::atomic<bool> stopping_{false};
  std::thread thread_{[this] { Serve(); }};
};

using Words = std::vector<std::string>;
using Ask = void (*)(int port, const Words& command);

std::vector<const char*> PointersTo(const Words& command) {
  std::vector<const char*> pointers;
  for (const std::string& word : command) pointers.push_back(word.c_str());
  return pointers;
}

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
using OwnContext = std::unique_ptr<redisContext, FreeContext>;

OwnContext ConnectTo(int port) { return OwnContext{redisConnect("127.0.0.1", port)}; }

void FreeReply(void* reply) {
  if (reply != nullptr) freeReplyObject(reply);
}

void AskAndWait(int port, const Words& command) {
  const OwnContext context = ConnectTo(port);
  auto pointers = PointersTo(command);
  FreeReply(
      redisCommandArgv(context.get(), static_cast<int>(pointers.size()), pointers.data(), nullptr));
}

void AppendAndRead(int port, const Words& command) {
  const OwnContext context = ConnectTo(port);
  auto pointers = PointersTo(command);
  redisAppendCommandArgv(context.get(), static_cast<int>(pointers.size()), pointers.data(),
                         nullptr);
  void* reply = nullptr;
  redisGetReply(context.get(), &reply);
  FreeReply(reply);
}

/// Reads with the functions of a program that has its own event loop around a blocking context.
void AppendAndReadInSteps(int port, const Words& command) {
  const OwnContext context = ConnectTo(port);
  auto pointers = PointersTo(command);
  redisAppendCommandArgv(context.get(), static_cast<int>(pointers.size()), pointers.data(),
                         nullptr);
  int done = 0;
  while (done == 0 && redisBufferWrite(context.get(), &done) == REDIS_OK) {
  }
  void* reply = nullptr;
  while (reply == nullptr && redisBufferRead(context.get()) == REDIS_OK &&
         redisGetReplyFromReader(context.get(), &reply) == REDIS_OK) {
  }
  FreeReply(reply);
}

void AskAsynchronously(int port, const Words& command) {
  redisAsyncContext* const context = redisAsyncConnect("127.0.0.1", port);
  PollLoop loop{*context};
  auto pointers = PointersTo(command);
  bool answered = false;
  redisAsyncCommandArgv(
      context,
      [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
        *static_cast<bool*>(data) = true;
      },
      &answered, static_cast<int>(pointers.size()), pointers.data(), nullptr);
  loop.RunUntil([&] { return answered; });
  if (loop.alive()) redisAsyncFree(context);
}

/// Submits commands without a callback before those that have one.
void AskAsynchronouslyWithoutCallback(int port, const Words& command) {
  redisAsyncContext* const context = redisAsyncConnect("127.0.0.1", port);
  PollLoop loop{*context};
  auto pointers = PointersTo(command);
  redisAsyncCommandArgv(context, nullptr, nullptr, static_cast<int>(pointers.size()),
                        pointers.data(), nullptr);
  bool answered = false;
  context->data = &answered;
  redisAsyncSetDisconnectCallback(context, [](const redisAsyncContext* lost, int /*status*/) {
    *static_cast<bool*>(lost->data) = true;
  });
  redisAsyncDisconnect(context);  // after the answer
  loop.RunUntil([&] { return answered; });
}

std::string SpansOf(const Options& given, Telemetry& telemetry, Ask ask, int port,
                    const Words& command) {
  dbspan::configure<Redis>(given);
  telemetry.Clear();
  ask(port, command);
  dbspan::configure<Redis>(Options{});
  return TextWithoutIds(telemetry.Spans());
}

const Words kCommands[] = {{"GET", "a"},
                           {"SET", "a", "secret"},
                           {"MGET", "a", "b"},
                           {"EVALSHA", "ffffffffffffffffffffffffffffffffffffffff", "1", "a"},
                           {"FCALL", "f", "1", "a"},
                           {"XADD", "s", "*", "a", "secret"},
                           {"AUTH", "name", "secret"},
                           {"EXEC"},
                           {"PUBLISH", "news", "secret"}};

const Fault kFaults[] = {
    {"-MOVED 15495 127.0.0.1:7002\r\n"},
    {"-ASK 16 127.0.0.1:7002\r\n"},
    {"-TRYAGAIN Multiple keys request during rehashing of slot\r\n"},
    {"-CLUSTERDOWN Hash slot not served\r\n"},
    {"-CROSSSLOT Keys in request don't hash to the same slot\r\n"},
    {"-NOSCRIPT No matching script. Please use EVAL.\r\n"},
    {"-LOADING Redis is loading the dataset in memory\r\n"},
    {"-READONLY You can't write against a read only replica.\r\n"},
    {"-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n"},
    {"-BUSY Redis is busy running a script.\r\n"},
    {"-OOM command not allowed when used memory > 'maxmemory'.\r\n"},
    {"-MISCONF Errors writing to the AOF file\r\n"},
    {"-NOREPLICAS Not enough good replicas to write.\r\n"},
    {"-EXECABORT Transaction discarded because of previous errors.\r\n"},
    {"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"},
    {"-WRONGPASS invalid username-password pair or user is disabled.\r\n"},
    {"-NOAUTH Authentication required.\r\n"},
    {"-NOPERM this user has no permissions\r\n"},
    {"-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n"},
    {"-ERR max number of clients reached\r\n", true},
    {"-ERR Error running script (call to f_1): @user_script:1: secret\r\n"},
    {"-secret without a code\r\n"},
    {"*2\r\n+OK\r\n-WRONGTYPE Operation against a key\r\n"},
    {"*2\r\n-MOVED 1 127.0.0.1:7002\r\n-ERR secret\r\n"},
    {"*-1\r\n"},
    {"$-1\r\n"},
    {"+OK\r\n", true},
    {"", true},             // the connection ends instead of an answer
    {"$10\r\nhalf", true},  // and within one
    {"?what\r\n", true},    // no type of the protocol
    {"$not a number\r\n", true},
    {"*9999999999\r\n", true},
};

class RedisSameErrorsTest : public ::testing::TestWithParam<Fault> {};

TEST_P(RedisSameErrorsTest, EachApiRecordsTheSame) {
  const RefusingServer server{GetParam()};
  Telemetry telemetry;
  for (const bool expected : {true, false}) {
    Options options = telemetry.options();
    options.expected_errors = expected;
    for (const Words& command : kCommands) {
      const auto spans_of = [&](Ask ask) {
        return SpansOf(options, telemetry, ask, server.port(), command);
      };
      SCOPED_TRACE(command.front() + (expected ? "" : ", redirections are errors"));
      const std::string synchronous = spans_of(&AskAndWait);

      EXPECT_NE(synchronous, "");
      EXPECT_EQ(synchronous.find("secret"), std::string::npos) << synchronous;
      EXPECT_EQ(spans_of(&AppendAndRead), synchronous);
      EXPECT_EQ(spans_of(&AppendAndReadInSteps), synchronous);
      EXPECT_EQ(spans_of(&AskAsynchronously), synchronous);
      EXPECT_EQ(spans_of(&AskAsynchronouslyWithoutCallback), synchronous);
    }
  }
}

TEST_P(RedisSameErrorsTest, SubscribingRecordsTheSame) {
  // No server answers these commands with other values, and hiredis aborts if one does. An error
  // without a code looks like one of hiredis's own, because that is where hiredis keeps it.
  const std::string start = GetParam().answer.substr(0, 2);
  if (start.find_first_of("*$+") == 0 || start == "-s") return;
  const RefusingServer server{GetParam()};
  Telemetry telemetry;
  for (const Words& command : {Words{"SUBSCRIBE", "news"}, Words{"PSUBSCRIBE", "n*"},
                               Words{"SSUBSCRIBE", "news"}, Words{"MONITOR"}}) {
    const auto spans_of = [&](Ask ask) {
      return SpansOf(telemetry.options(), telemetry, ask, server.port(), command);
    };
    SCOPED_TRACE(command.front());
    EXPECT_EQ(spans_of(&AskAsynchronously), spans_of(&AskAndWait));
  }
}

TEST(RedisNeverSentTest, WithoutAConnectionEachApiRecordsThatNothingWasSent) {
  Telemetry telemetry;
  const int port = LoopbackListener{}.port();
  const auto spans_of = [&](Ask ask) {
    return SpansOf(telemetry.options(), telemetry, ask, port, {"SET", "a", "secret"});
  };
  const std::string synchronous = spans_of(&AskAndWait);

  EXPECT_NE(synchronous.find("retry: \"later\""), std::string::npos) << synchronous;
  EXPECT_EQ(spans_of(&AskAsynchronously), synchronous);
}

/// Sends several commands at once and reads their replies.
void AskAllAndWait(int port, const std::vector<Words>& commands) {
  const OwnContext context = ConnectTo(port);
  for (const Words& command : commands) {
    auto pointers = PointersTo(command);
    redisAppendCommandArgv(context.get(), static_cast<int>(pointers.size()), pointers.data(),
                           nullptr);
  }
  void* reply = nullptr;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (redisGetReply(context.get(), &reply) != REDIS_OK) break;
    FreeReply(reply);
  }
}

void AskAllAsynchronously(int port, const std::vector<Words>& commands) {
  redisAsyncContext* const context = redisAsyncConnect("127.0.0.1", port);
  PollLoop loop{*context};
  std::size_t answered = 0;
  for (const Words& command : commands) {
    auto pointers = PointersTo(command);
    redisAsyncCommandArgv(
        context,
        [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
          ++*static_cast<std::size_t*>(data);
        },
        &answered, static_cast<int>(pointers.size()), pointers.data(), nullptr);
  }
  loop.RunUntil([&] { return answered == commands.size(); });
  if (loop.alive()) redisAsyncFree(context);
}

TEST_P(RedisSameErrorsTest, APipelineRecordsTheSamePerCommand) {
  const std::vector<Words> transaction{{"MULTI"}, {"SET", "a", "secret"}, {"EXEC"}, {"GET", "a"}};
  const std::vector<Words> reads{
      {"GET", "a"}, {"MGET", "a", "b"}, {"EVAL", "return 'secret'", "0"}};
  Telemetry telemetry;
  Options options = telemetry.options();
  options.pipeline_command_spans = true;
  const auto spans_of = [&](const auto& ask, int port, const std::vector<Words>& commands) {
    dbspan::configure<Redis>(options);
    telemetry.Clear();
    ask(port, commands);
    dbspan::configure<Redis>(Options{});
    return TextWithoutIds(telemetry.Spans());
  };
  for (const std::string& before :
       {std::string{}, std::string{"+OK\r\n"}, std::string{"+OK\r\n+QUEUED\r\n"}}) {
    const RefusingServer server{{before + GetParam().answer, true}};
    SCOPED_TRACE(before);
    for (const std::vector<Words>& commands : {transaction, reads}) {
      EXPECT_EQ(spans_of(&AskAllAsynchronously, server.port(), commands),
                spans_of(&AskAllAndWait, server.port(), commands));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, RedisSameErrorsTest, ::testing::ValuesIn(kFaults));

}  // namespace
}  // namespace dbspan::test
