#pragma once

#include <hiredis/hiredis.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/process/case.h"

namespace dbspan::process {

/// Connects to the server of DBSPAN_TEST_REDIS_URL (redis://host:port).
inline redisContext* ConnectRedis() {
  char host[128];
  int port = 0;
  const char* url = std::getenv("DBSPAN_TEST_REDIS_URL");
  if (url == nullptr || std::sscanf(url, "redis://%127[^:]:%d", host, &port) != 2) {
    GiveUp("DBSPAN_TEST_REDIS_URL is not set");
  }
  redisContext* const context = redisConnect(host, port);
  if (context == nullptr || context->err != 0) GiveUp("no connection to Redis");
  return context;
}

/// Executes a command, given as one text, and returns the answer as text.
inline std::string Ask(redisContext* context, const std::string& command) {
  void* const answer = redisCommand(context, command.c_str());
  if (answer == nullptr) return "error " + std::to_string(context->err);
  const auto& reply = *static_cast<redisReply*>(answer);
  std::string text = reply.type == REDIS_REPLY_INTEGER ? std::to_string(reply.integer)
                     : reply.str != nullptr            ? std::string{reply.str, reply.len}
                                                       : "nil";
  freeReplyObject(answer);
  return text;
}

/// Executes and prints a few commands with the same answers in every run.
inline void UseRedis(redisContext* context) {
  const std::string key = OwnName();
  Say("set %s", Ask(context, "SET " + key + " 1").c_str());
  Say("get %s", Ask(context, "GET " + key).c_str());
}

}  // namespace dbspan::process
