#pragma once

#include <pthread.h>
#include <unistd.h>

#include "tests/process/case.h"

namespace dbspan::process {

/// Says that the function which has it was left by a cancellation.
struct Unwound {
  const char* where;
  ~Unwound() { Say("%s: unwound", where); }
};

/// Cancels a thread that waits in a call of a client, and says how the thread ended.
inline void Cancel(void* (*wait)(void*), void* connection) {
  pthread_t thread{};
  pthread_create(&thread, nullptr, wait, connection);
  usleep(300'000);  // by then it waits; if not, it is cancelled where it begins to
  pthread_cancel(thread);
  void* result = nullptr;
  pthread_join(thread, &result);
  Say("%s", result == PTHREAD_CANCELED ? "cancelled" : "returned");
}

}  // namespace dbspan::process
