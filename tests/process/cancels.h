#pragma once

#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <string>

#include "tests/process/case.h"

namespace dbspan::process {

/// Prints that the function in which it is a local variable was unwound.
struct Unwound {
  const char* where;
  ~Unwound() { Say("%s: unwound", where); }
};

/// Returns how often a thread has begun to wait; 0 if it does not wait now, or has ended.
inline long CountWaits(pid_t thread) {
  std::ifstream status{"/proc/self/task/" + std::to_string(thread) + "/status"};
  const std::string key = "voluntary_ctxt_switches:";
  bool waits = false;
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("State:\tS", 0) == 0) waits = true;
    if (line.rfind(key, 0) == 0) return waits ? std::stol(line.substr(key.size())) : 0;
  }
  return 0;
}

/// A thread that will be cancelled.
struct Waiting {
  void* (*wait)(void*);
  void* connection;
  std::atomic<pid_t> thread{0};
};
inline void* Wait(void* data) {
  auto& waiting = *static_cast<Waiting*>(data);
  waiting.thread = gettid();
  return waiting.wait(waiting.connection);
}

/// Cancels a thread that waits in a call of a client, and prints how the thread ended.
inline void Cancel(void* (*wait)(void*), void* connection) {
  pthread_t thread{};
  Waiting waiting{wait, connection};
  pthread_create(&thread, nullptr, &Wait, &waiting);
  // It waits for the answer that never comes if it has not run for a while.
  long before = -1;
  for (int looks = 0; looks < 100; ++looks) {
    const long now = waiting.thread == 0 ? -1 : CountWaits(waiting.thread);
    if (now > 0 && now == before) break;
    before = now;
    usleep(300'000);
  }
  pthread_cancel(thread);
  void* result = nullptr;
  pthread_join(thread, &result);
  Say("%s", result == PTHREAD_CANCELED ? "cancelled" : "returned");
}

}  // namespace dbspan::process
