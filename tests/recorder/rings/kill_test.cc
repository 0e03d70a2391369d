#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "tests/recorder/rings/ring_test.h"

namespace dbspan::recorder::rings {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::SizeIs;

/// Kills ring_program at many moments. DBSPAN_RING_KILLS is the number of kills; `./run rings` uses
/// a high one.
class RingKillTest : public RingTest {
 protected:
  static int Rounds() {
    const char* const rounds = std::getenv("DBSPAN_RING_KILLS");
    return rounds == nullptr ? 40 : std::atoi(rounds);
  }
  /// Kills the child and checks the promise: the file has every operation that returned, no others,
  /// and the open one is in flight.
  void ExpectNothingLost(pid_t child) {
    kill(child, SIGKILL);
    EXPECT_EQ(WaitFor(child), -SIGKILL);
    const auto readers = Readers();
    ASSERT_THAT(readers, SizeIs(1));
    RingReader& reader = *readers[0];
    const std::uint64_t returned = counter_->returned;
    const std::uint64_t begun = counter_->begun;

    const Content content = ReadAll(reader);

    EXPECT_EQ(reader.lost().torn, 0U);
    EXPECT_GE(content.rows.size(), returned);
    EXPECT_GE(content.rows.size() + content.in_flight.size(), begun);
    EXPECT_LE(content.rows.size() + content.in_flight.size(), returned + 1);
    EXPECT_EQ(content.rows, Numbers(0, content.rows.size()));
    EXPECT_THAT(content.names, Not(Contains("")));
    EXPECT_THAT(content.in_flight, Not(Contains("")));
    for (const std::string& id : content.in_flight_ids) EXPECT_EQ(content.ids.count(id), 0U);
    ++kills_;
    returned_ += returned;
    found_ += content.rows.size();
    in_flight_ += content.in_flight.size();
    std::uint64_t measured = 0;
    for (const auto& [name, count] : Measured(reader)) measured += count;
    EXPECT_GE(measured, returned);
    EXPECT_LE(measured, returned + 1);
    ASSERT_TRUE(reader.Remove());
  }
  ~RingKillTest() override {
    std::cout << kills_ << " kills: " << returned_ << " operations had returned, " << found_
              << " were found, and " << in_flight_ << " in flight\n";
  }

  std::uint64_t in_flight_ = 0;

 private:
  int kills_ = 0;
  std::uint64_t returned_ = 0;
  std::uint64_t found_ = 0;
};

TEST_F(RingKillTest, AtRandomMomentsNothingThatReturnedIsLost) {
  for (int round = 0; round < Rounds(); ++round) {
    SCOPED_TRACE(round);
    counter_->returned = counter_->begun = 0;
    const pid_t child = Begin("forever");
    while (counter_->returned == 0) usleep(50);
    usleep(static_cast<useconds_t>(round * 7919 % 2000));
    ExpectNothingLost(child);
    if (HasFailure()) return;
  }
}

/// Kills a program that the test single-steps, after a chosen number of instructions.
class RingStepTest : public RingKillTest {
 protected:
  /// Starts the program and runs it to the point from which the test steps.
  pid_t BeginSteps() {
    counter_->returned = counter_->begun = 0;
    const pid_t child = Begin("steps", {}, true);
    int status = 0;
    waitpid(child, &status, 0);  // stopped at exec
    ptrace(PTRACE_CONT, child, nullptr, nullptr);
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    return child;
  }
  static bool Step(pid_t child) {
    int status = 0;
    return ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0 &&
           waitpid(child, &status, 0) == child && WIFSTOPPED(status);
  }
  /// Returns the number of instructions of two operations, which depends on the compiler.
  int InstructionsOfTwo() {
    constexpr int kMost = 1'000'000;
    const pid_t child = BeginSteps();
    const std::uint64_t before = counter_->returned;
    int steps = 0;
    while (counter_->returned < before + 2 && steps < kMost && Step(child)) ++steps;
    EXPECT_EQ(counter_->returned, before + 2);
    ExpectNothingLost(child);
    return steps;
  }
};

// Steps through the recording functions from the end of one chunk to the next. Each round kills the
// program some instructions later.
TEST_F(RingStepTest, AtAnyInstructionNothingThatReturnedIsLost) {
  const int instructions = InstructionsOfTwo();
  for (int round = 0; round < Rounds(); ++round) {
    SCOPED_TRACE(round);
    const pid_t child = BeginSteps();
    const int steps = static_cast<int>(std::int64_t{round} * instructions / Rounds());
    for (int step = 0; step < steps; ++step) ASSERT_TRUE(Step(child));
    ExpectNothingLost(child);
    if (HasFailure()) return;
  }
  EXPECT_GT(in_flight_, 0U) << "no step was within an operation";
}

}  // namespace
}  // namespace dbspan::recorder::rings
