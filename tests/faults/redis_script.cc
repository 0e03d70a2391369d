// Prints what a program that uses hiredis sees when a server or connection breaks.
#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/faults/script.h"
#include "tests/support/poll_loop.h"
#include "tests/support/servers.h"

namespace {

using dbspan::test::Joined;
using dbspan::test::PollLoop;
using Context = std::unique_ptr<redisContext, void (*)(redisContext*)>;
using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

std::string Text(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      return std::to_string(reply.integer);
    case REDIS_REPLY_NIL:
      return "nil";
    case REDIS_REPLY_ARRAY: {
      std::string text = "[";
      for (std::size_t i = 0; i < reply.elements; ++i) text += Text(*reply.element[i]) + ' ';
      return text + ']';
    }
    default:
      return std::string{reply.str, reply.len};
  }
}

std::string ErrorOf(const redisContext& context, int error_number) {
  return "error " + std::to_string(context.err) + ' ' + context.errstr +
         (context.err == REDIS_ERR_IO ? " errno " + std::to_string(error_number) : "");
}

class RedisScript {
 public:
  explicit RedisScript(dbspan::test::Script& script)
      : script_(script), server_(dbspan::test::ParseUrl(script.url(), 6379)) {}

  void Run() {
    script_.Try("connect", [&] { return Connect(); });
    script_.Try("commands", [&] { return Commands(); });
    script_.BreakSoon();
    Broken("in a command", [&] { return Command({"BLPOP", "nothing", "0.5"}); });
    Broken("in a pipeline", [&] { return Pipeline(); });
    Broken("in a transaction", [&] { return Transaction(); });
    Broken("in an asynchronous command", [&] { return Asynchronous(); });
    script_.Try("broken for a new connection", [&] {
      script_.Break();
      return Connect();
    });
    script_.Heal();
    context_.reset();
    script_.Try("one connection too many", [&] { return Crowd(); });
  }

 private:
  static constexpr timeval timeout{1, 0};

  static void SetTimeout(redisContext& context) { redisSetTimeout(&context, timeout); }

  std::string Connect() {
    context_.reset(redisConnectWithTimeout(server_.host.c_str(), server_.port, timeout));
    if (context_->err != 0) return ErrorOf(*context_, errno);
    SetTimeout(*context_);
    return Command({"AUTH", server_.user, server_.password});
  }

  /// Runs `body` while something breaks; then tries the same connection after a reconnect, and a
  /// new one.
  void Broken(const std::string& when, const std::function<std::string()>& body) {
    script_.Try("broken " + when, body);
    script_.Wait();
    script_.Try("the same connection", [&] { return Command({"PING"}); });
    script_.Heal();
    script_.Try("reconnected", [&]() -> std::string {
      if (redisReconnect(context_.get()) != REDIS_OK) return ErrorOf(*context_, errno);
      SetTimeout(*context_);
      return Joined({Command({"AUTH", server_.user, server_.password}), Command({"GET", "key"})});
    });
    script_.Try("a new connection", [&] { return Joined({Connect(), Command({"GET", "key"})}); });
  }

  std::string Command(const std::vector<std::string>& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      lengths.push_back(word.size());
    }
    const Reply reply{
        static_cast<redisReply*>(redisCommandArgv(context_.get(), static_cast<int>(words.size()),
                                                  texts.data(), lengths.data())),
        freeReplyObject};
    const int error_number = errno;
    return reply == nullptr ? ErrorOf(*context_, error_number) : Text(*reply);
  }

  std::string Commands() {
    return Joined({Command({"SET", "key", "literal-of-a-value"}), Command({"GET", "key"}),
                   Command({"GET", "none"}), Command({"LPUSH", "key", "literal-of-a-push"})});
  }

  std::string NextReply() {
    void* reply = nullptr;
    const int status = redisGetReply(context_.get(), &reply);
    const int error_number = errno;
    if (status != REDIS_OK) return ErrorOf(*context_, error_number);
    return Text(*Reply{static_cast<redisReply*>(reply), freeReplyObject});
  }

  std::string Pipeline() {
    for (int i = 0; i < 5; ++i)
      redisAppendCommand(context_.get(), "SET key:%d %s", i, "literal-of-a-pipeline");
    std::string text = NextReply() + ", ";
    script_.Break();
    for (int i = 0; i < 5; ++i) redisAppendCommand(context_.get(), "GET key:%d", i);
    for (int i = 0; i < 9; ++i) text += NextReply() + ", ";
    return text;
  }

  std::string Transaction() {
    const std::string queued =
        Joined({Command({"MULTI"}), Command({"SET", "key", "literal-of-a-transaction"})});
    script_.Break();
    return Joined({queued, Command({"EXEC"})});
  }

  struct Seen {
    std::string text;
    int replies = 0;
    bool disconnected = false;
  };

  static void OnReply(redisAsyncContext* context, void* reply, void* seen) {
    auto& [text, replies, disconnected] = *static_cast<Seen*>(seen);
    ++replies;
    text += reply == nullptr ? "no reply (" + ErrorOf(context->c, 0) + "), "
                             : Text(*static_cast<redisReply*>(reply)) + ", ";
  }

  /// Sends three commands; the server breaks in the callback of the first one.
  std::string Asynchronous() {
    Seen seen;
    redisAsyncContext* context = redisAsyncConnect(server_.host.c_str(), server_.port);
    context->data = &seen;
    redisAsyncSetDisconnectCallback(context, [](const redisAsyncContext* ended, int status) {
      auto& at_end = *static_cast<Seen*>(ended->data);
      at_end.disconnected = true;
      at_end.text += "disconnected " + std::to_string(status) + ' ' + ended->errstr;
    });
    PollLoop loop{*context};
    const auto command = [&](const char* format, const std::string& a, const std::string& b) {
      redisAsyncCommand(context, &OnReply, &seen, format, a.c_str(), b.c_str());
    };
    command("AUTH %s %s", server_.user, server_.password);
    command("SET %s %s", "key", "literal-of-an-asynchronous-value");
    loop.RunUntil([&] { return seen.replies == 2; });
    if (loop.alive()) {
      script_.Break();
      command("BLPOP %s %s", "nothing", "0.2");
      command("GET %s%s", "k", "ey");
      loop.RunUntil([&] { return seen.replies == 4; });
    }
    if (loop.alive()) redisAsyncDisconnect(context);
    loop.RunUntil([] { return false; });
    return seen.text;
  }

  /// Opens connections until the server refuses one.
  std::string Crowd() {
    std::vector<Context> crowd;
    while (crowd.size() < 50) {
      const std::string seen = Connect();
      if (seen != "OK") return seen;
      crowd.push_back(std::move(context_));
    }
    return "none";
  }

  dbspan::test::Script& script_;
  dbspan::test::ServerUrl server_;
  Context context_{nullptr, redisFree};
};

}  // namespace

int main(int argc, char** argv) {
  dbspan::test::Script script{argc, argv, [](const std::exception&) { return ""; }};
  RedisScript{script}.Run();
}
