#pragma once

#include <pthread.h>
#include <unistd.h>

#include "tests/process/case.h"

namespace dbspan::process {

/// Prints that the function in which it is a local variable was unwound.
struct Unwound {
  const char* where;
  ~Unwound() { Say("%s: unwound", where); }
};

/// Cancels a thread that waits in a call of a client, and prints how the thread ended.
inline void Cancel(void* (*wait)(void*), void* connection) {
  pthread_t thread{};
  pthread_create(&thread, nullptr, wait, connection);
  usleep(300'000);  // the thread should wait by now; otherwise it is cancelled when it starts to
  pthread_cancel(thread);
  void* result = nullptr;
  pthread_join(thread, &result);
  Say("%s", result == PTHREAD_CANCELED ? "cancelled" : "returned");
}

}  // namespace dbspan::process
