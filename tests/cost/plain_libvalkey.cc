// Calls of plain libvalkey; this source does not use dbspan. off.sh counts their cost.
#include <valkey/async.h>
#include <valkey/valkey.h>

#include "bench/stub_server.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

constexpr int kPipelined = 10;

struct Session {
  Session() : context(valkeyConnect(target.server.host.c_str(), target.server.port)) {
    freeReplyObject(valkeyCommand(context, "SET customer:7 Ann"));
    target.Connected();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { valkeyFree(context); }

  bench::Target target = bench::StubbedRedis();
  valkeyContext* context;
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
  AsyncSession() : context(valkeyAsyncConnect(target.server.host.c_str(), target.server.port)) {
    valkeyAsyncCommand(context, nullptr, nullptr, "SET customer:7 Ann");
    while (context->c.obuf[0] != '\0') valkeyAsyncHandleWrite(context);
    while (context->replies.head != nullptr) valkeyAsyncHandleRead(context);
    target.Connected();
  }
  AsyncSession(const AsyncSession&) = delete;
  AsyncSession& operator=(const AsyncSession&) = delete;
  ~AsyncSession() { valkeyAsyncFree(context); }

  bench::Target target = bench::StubbedRedis();
  valkeyAsyncContext* context;
};

void Count(valkeyAsyncContext* /*context*/, void* reply, void* data) {
  if (reply != nullptr) ++*static_cast<int*>(data);
}

Path AsyncPath() {
  return {"valkeyAsyncCommand", [](const auto& count) {
            int replies = 0;
            const AsyncSession session;
            count([&](int times) {
              for (int i = 0; i < times; ++i) {
                session.target.BeforeCall();
                valkeyAsyncCommand(session.context, &Count, &replies, "GET %s", "customer:7");
                valkeyAsyncHandleWrite(session.context);
                valkeyAsyncHandleRead(session.context);
                session.target.AfterCall();
              }
            });
          }};
}

}  // namespace

std::vector<Path> Paths() {
  return {
      PathOf("valkeyCommand", 1,
             [](valkeyContext* context) {
               freeReplyObject(valkeyCommand(context, "GET %s", "customer:7"));
             }),
      PathOf("valkeyCommandArgv", 1,
             [](valkeyContext* context) {
               const char* words[] = {"SET", "customer:7", "Ann", "EX", "60"};
               const std::size_t sizes[] = {3, 10, 3, 2, 2};
               freeReplyObject(valkeyCommandArgv(context, 5, words, sizes));
             }),
      PathOf("valkeyAppendCommand", kPipelined,
             [](valkeyContext* context) {
               for (int i = 0; i < kPipelined; ++i) {
                 valkeyAppendCommand(context, "GET %s", "customer:7");
               }
               for (int i = 0; i < kPipelined; ++i) {
                 void* reply = nullptr;
                 valkeyGetReply(context, &reply);
                 freeReplyObject(reply);
               }
             }),
      AsyncPath(),
  };
}

}  // namespace dbspan::cost
