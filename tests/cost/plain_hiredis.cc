// Calls of plain hiredis; this source does not use dbspan. off.sh counts their cost.
#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include "bench/stub_server.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

constexpr int kPipelined = 10;

struct Session {
  Session() : context(redisConnect(target.server.host.c_str(), target.server.port)) {
    freeReplyObject(redisCommand(context, "SET customer:7 Ann"));
    target.Connected();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { redisFree(context); }

  bench::Target target = bench::StubbedRedis();
  redisContext* context;
};

/// Makes a path from `call`, which waits for `replies` replies.
template <class Call>
Path PathOf(const char* name, int replies, Call call) {
  return {name, [=](const auto& count) {
            const Session session;
            count([&](int times) {
              for (int i = 0; i < times; ++i) {
                for (int reply = 0; reply < replies; ++reply) session.target.BeforeCall();
                call(session.context);
                session.target.AfterCall();
              }
            });
          }};
}

struct AsyncSession {
  AsyncSession() : context(redisAsyncConnect(target.server.host.c_str(), target.server.port)) {
    redisAsyncCommand(context, nullptr, nullptr, "SET customer:7 Ann");
    while (context->c.obuf[0] != '\0') redisAsyncHandleWrite(context);
    while (context->replies.head != nullptr) redisAsyncHandleRead(context);
    target.Connected();
  }
  AsyncSession(const AsyncSession&) = delete;
  AsyncSession& operator=(const AsyncSession&) = delete;
  ~AsyncSession() { redisAsyncFree(context); }

  bench::Target target = bench::StubbedRedis();
  redisAsyncContext* context;
};

void Count(redisAsyncContext* /*context*/, void* reply, void* data) {
  if (reply != nullptr) ++*static_cast<int*>(data);
}

Path AsyncPath() {
  return {"redisAsyncCommand", [](const auto& count) {
            int replies = 0;
            const AsyncSession session;
            count([&](int times) {
              for (int i = 0; i < times; ++i) {
                session.target.BeforeCall();
                redisAsyncCommand(session.context, &Count, &replies, "GET %s", "customer:7");
                redisAsyncHandleWrite(session.context);
                redisAsyncHandleRead(session.context);
                session.target.AfterCall();
              }
            });
          }};
}

}  // namespace

std::vector<Path> Paths() {
  return {
      PathOf("redisCommand", 1,
             [](redisContext* context) {
               freeReplyObject(redisCommand(context, "GET %s", "customer:7"));
             }),
      PathOf("redisCommandArgv", 1,
             [](redisContext* context) {
               const char* words[] = {"SET", "customer:7", "Ann", "EX", "60"};
               const std::size_t sizes[] = {3, 10, 3, 2, 2};
               freeReplyObject(redisCommandArgv(context, 5, words, sizes));
             }),
      PathOf("redisAppendCommand", kPipelined,
             [](redisContext* context) {
               for (int i = 0; i < kPipelined; ++i) {
                 redisAppendCommand(context, "GET %s", "customer:7");
               }
               for (int i = 0; i < kPipelined; ++i) {
                 void* reply = nullptr;
                 redisGetReply(context, &reply);
                 freeReplyObject(reply);
               }
             }),
      AsyncPath(),
  };
}

}  // namespace dbspan::cost
