#include "core/process/process_life.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include "dbspan/detail/named_operation.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

/// Runs `body` in the child; `child` is the result of fork. Returns the child's exit status in the
/// parent.
int InChild(const std::function<int()>& body, pid_t child) {
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t Clone() {
  return static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

/// A slow fork handler of the application. It is registered before dbspan's, so it runs after it:
/// handlers run in the reverse order of registration.
std::atomic<bool> hold_next_fork{false};
std::atomic<bool> held{false};
void HoldFork() {
  if (!hold_next_fork.exchange(false)) return;
  held = true;
  while (held) std::this_thread::yield();
}
const int registered = pthread_atfork(&HoldFork, nullptr, nullptr);

class ProcessLifeTest : public ::testing::Test {
 protected:
  void Call() {
    instrumenter_.Start([&] { return detail::NamedOperation(endpoint_, "PING"); });
  }
  int Count() const { return static_cast<int>(telemetry_.Spans().size()); }

  test::Telemetry telemetry_;
  Instrumenter instrumenter_{Client{"dbspan.test", "TEST"}, telemetry_.options()};
  EndpointPtr endpoint_ = std::make_shared<const Endpoint>(EndpointFields{});
};

TEST_F(ProcessLifeTest, EveryChildIsAGenerationOfItsOwn) {
  const auto own = ProcessLife::Generation();
  const auto later = [&] { return static_cast<int>(ProcessLife::Generation() - own); };

  EXPECT_EQ(InChild(later, fork()), 1);
  EXPECT_EQ(InChild(later, _Fork()), 1);
  EXPECT_EQ(InChild(later, Clone()), 1);
  EXPECT_EQ(InChild([&] { return InChild(later, fork()); }, fork()), 2);
  EXPECT_EQ(ProcessLife::Generation(), own);
}

TEST_F(ProcessLifeTest, ACallInAChildIsNotRecordedWithTheParentsProviders) {
  Call();
  const auto call = [&] {
    Call();
    return Count();
  };

  EXPECT_EQ(InChild(call, fork()), 1);
  EXPECT_EQ(InChild(call, _Fork()), 1);
  EXPECT_EQ(InChild(call, Clone()), 1);
  Call();
  EXPECT_EQ(Count(), 2);
}

TEST_F(ProcessLifeTest, AnOperationThatWasOpenEndsInTheParentOnly) {
  auto operation = instrumenter_.Start([&] { return detail::NamedOperation(endpoint_, "PING"); });

  EXPECT_EQ(InChild(
                [&] {
                  operation.End(Outcome{});
                  return Count();
                },
                fork()),
            0);
  operation.End(Outcome{});
  EXPECT_EQ(Count(), 1);
}

TEST_F(ProcessLifeTest, AChildThatSetsUpItsOwnIsRecorded) {
  Call();

  EXPECT_EQ(InChild(
                [&] {
                  test::Telemetry own;
                  Instrumenter instrumenter{Client{"dbspan.test", "TEST"}, own.options()};
                  instrumenter.Start([&] { return detail::NamedOperation(endpoint_, "PING"); });
                  return static_cast<int>(own.Spans().size());
                },
                fork()),
            1);
}

TEST_F(ProcessLifeTest, AForkWaitsForOtherThreadsButNotForEver) {
  std::atomic<bool> inside{false};
  std::atomic<bool> leave{false};
  std::thread other{[&] {
    const TelemetryUse use;
    inside = true;
    while (!leave) std::this_thread::yield();
  }};
  while (!inside) std::this_thread::yield();

  EXPECT_EQ(InChild([] { return 7; }, fork()), 7);
  leave = true;
  other.join();
  EXPECT_TRUE(TelemetryUse{});
}

TEST_F(ProcessLifeTest, AForkKeepsOthersOutUntilItIsOverWhateverForksMeanwhile) {
  ASSERT_EQ(registered, 0);
  hold_next_fork = true;
  std::thread slow{[] { EXPECT_EQ(InChild([] { return 7; }, fork()), 7); }};
  while (!held) std::this_thread::yield();
  EXPECT_EQ(InChild([] { return 8; }, fork()), 8);

  std::thread{[] { EXPECT_FALSE(TelemetryUse{}); }}.join();
  held = false;
  slow.join();
  EXPECT_TRUE(TelemetryUse{});
}

TEST_F(ProcessLifeTest, ThreadsOfAChildThatNobodyWasToldOfAgreeOnItsGeneration) {
  const auto own = ProcessLife::Generation();
  const auto count_wrong = [&] {
    std::array<std::thread, 4> threads;
    std::atomic<int> not_ready{threads.size()};
    std::atomic<int> wrong{0};
    for (std::thread& thread : threads) {
      thread = std::thread{[&] {
        --not_ready;
        while (not_ready != 0) {
        }
        for (int i = 0; i < 100; ++i) {
          if (TelemetryUse{}.generation() != own + 1) ++wrong;
        }
      }};
    }
    for (std::thread& thread : threads) thread.join();
    return wrong + InChild([&] { return TelemetryUse{}.generation() == own + 2 ? 0 : 1; }, fork());
  };

  for (int i = 0; i < 100; ++i) EXPECT_EQ(InChild(count_wrong, _Fork()), 0);
}

TEST_F(ProcessLifeTest, ThreadsThatHaveEndedMakeRoomForOthers) {
  for (int i = 0; i < 1000; ++i) {
    std::thread{[] { EXPECT_TRUE(TelemetryUse{}); }}.join();
  }
}

}  // namespace
}  // namespace dbspan
