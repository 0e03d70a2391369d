#include "core/process/thread_end.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <cstdint>
#include <thread>

namespace dbspan {
namespace {

int early_releases = 0;
int late_releases = 0;
pthread_key_t key;

void AwaitEarly() {
  static thread_local ThreadEnd end{[]() noexcept { ++early_releases; }};
  end.Await();
}

void AwaitLate() {
  static thread_local ThreadEnd end{[]() noexcept { ++late_releases; }};
  end.Await();
}

// Runs in each round until the functions have run, and then registers another one.
void OnKey(void* round) {
  if (early_releases != 0) return AwaitLate();
  pthread_setspecific(key, reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(round) + 1));
}

// The destructors of keys run in the order in which the keys were made: dbspan's runs first.
TEST(ThreadEndTest, WhatIsRegisteredAfterTheOthersRanIsReleasedToo) {
  ASSERT_EQ(pthread_key_create(&key, &OnKey), 0);
  std::thread{[] {
    AwaitEarly();
    pthread_setspecific(key, reinterpret_cast<void*>(std::uintptr_t{1}));
  }}.join();
  pthread_key_delete(key);
  EXPECT_EQ(early_releases, 1);
  EXPECT_EQ(late_releases, 1);
}

}  // namespace
}  // namespace dbspan
