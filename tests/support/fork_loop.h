#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

namespace dbspan::test {

/// Forks repeatedly while another thread calls `use` in a loop, and calls `use` in each child. The
/// children must not block on a lock that the thread held at the time of the fork.
inline void ExpectChildrenGoOn(const std::function<void()>& use) {
  constexpr int kForks = 100;
  constexpr unsigned kPatience = 60;  // seconds; then the child is killed
  use();
  std::atomic<bool> done{false};
  std::thread other{[&] {
    while (!done) use();
  }};
  int status = 0;
  for (int i = 0; i < kForks && status == 0; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(kPatience);
      use();
      _exit(0);
    }
    waitpid(child, &status, 0);
  }
  done = true;
  other.join();
  EXPECT_EQ(status, 0);
}

}  // namespace dbspan::test
