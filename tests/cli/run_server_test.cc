#include "cli/run_server.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <list>
#include <string>
#include <thread>

#include "cli/process_state.h"
#include "cli/run_client.h"
#include "cli/run_protocol.h"
#include "cli/temporary_directory.h"

namespace dbspan::cli {
namespace {

using Clock = std::chrono::steady_clock;

// A run whose output is longer than what a socket takes at once.
RunAccess LongRun() {
  RunAccess run;
  run.take = [](const std::string&) {
    return RunState{RunState::Answer::kTaken, view::TopSnapshot{}, getpid()};
  };
  run.output = [] { return std::string(std::size_t{4} << 20U, 'o'); };
  run.save = [](const std::string&) { return std::string{"saved"}; };
  return run;
}

FileDescriptor ConnectTo(const std::string& directory) {
  sockaddr_un address{};
  FileDescriptor client{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const bool connected =
      AddressOfRun(directory, address) &&
      connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  EXPECT_TRUE(connected);
  return client;
}

TEST(RunServerTest, SnapshotsDoNotWaitForAPage) {
  const TemporaryDirectory directory;
  std::promise<void> begun;
  std::promise<void> end;
  RunAccess run = LongRun();
  run.save = [&, calls = 0](const std::string&) mutable {
    if (calls++ > 0) return std::string{"saved again"};
    begun.set_value();
    end.get_future().wait();
    return std::string{"saved"};
  };
  RunServer server{directory.path(), run};
  const RunAccess client = AccessRun(directory.path());
  auto message = std::async(std::launch::async, [&] { return client.save({}); });
  begun.get_future().wait();

  EXPECT_TRUE(client.take({}).snapshot);
  EXPECT_EQ(client.output(), run.output());
  EXPECT_EQ(client.save({}), "another page is being saved");
  end.set_value();
  EXPECT_EQ(message.get(), "saved");
  EXPECT_EQ(client.save({}), "saved again");
}

TEST(RunServerTest, ClientsThatDoNotWriteOrReadDelayNeitherOthersNorTheEnd) {
  const TemporaryDirectory directory;
  RunServer server{directory.path(), LongRun()};
  std::list<FileDescriptor> slow;
  for (int i = 0; i < 30; ++i) {
    slow.push_back(ConnectTo(directory.path()));
    const std::string begun = i % 2 == 0 ? "outp" : "output\n";
    ASSERT_EQ(send(slow.back().get(), begun.data(), begun.size(), 0),
              static_cast<ssize_t>(begun.size()));
  }

  const auto start = Clock::now();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(AccessRun(directory.path()).take({}).answer, RunState::Answer::kTaken);
  }
  server.Stop();
  // One slow client would have cost two seconds.
  EXPECT_LT(Clock::now() - start, std::chrono::seconds{2});
}

TEST(RunServerTest, TheMessageAboutAPageArrivesAtTheEndOfTheRun) {
  const TemporaryDirectory directory;
  std::promise<void> begun;
  std::promise<void> end;
  RunAccess run = LongRun();
  run.save = [&](const std::string&) {
    begun.set_value();
    end.get_future().wait();
    return std::string{"being written"};
  };
  RunServer server{directory.path(), run};
  auto message =
      std::async(std::launch::async, [&] { return AccessRun(directory.path()).save({}); });
  begun.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { server.Stop(); });
  end.set_value();

  EXPECT_EQ(message.get(), "being written");
}

// Runs a server in a process that stops itself. Returns its process id.
pid_t StartStoppedRun(const std::string& directory) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(120);
    RunServer server{directory, LongRun()};
    raise(SIGSTOP);
    std::this_thread::sleep_for(std::chrono::seconds{100});
    _exit(0);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, WUNTRACED), child);
  EXPECT_TRUE(WIFSTOPPED(status));
  return child;
}

TEST(RunServerTest, AStoppedRunHasNotEnded) {
  const TemporaryDirectory directory;
  const pid_t child = StartStoppedRun(directory.path());
  const RunAccess client = AccessRun(directory.path());

  for (int i = 0; i < 200; ++i) {
    const RunState stopped = client.take({});
    EXPECT_EQ(stopped.answer, RunState::Answer::kStopped);
    EXPECT_EQ(stopped.dbspan, child);
  }
  EXPECT_EQ(client.output(), "the run is stopped");
  EXPECT_EQ(client.save({}), "the run is stopped");

  kill(child, SIGCONT);
  // The kernel continues the process some time after the signal.
  while (IsStopped(child)) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  EXPECT_EQ(client.take({}).answer, RunState::Answer::kTaken);

  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(client.take({}).answer, RunState::Answer::kEnded);
}

TEST(RunServerTest, ADirectoryWithoutASocketHasNoRun) {
  EXPECT_EQ(AccessRun("/nonexistent").take({}).answer, RunState::Answer::kEnded);
  EXPECT_EQ(AccessRun({}).take({}).answer, RunState::Answer::kEnded);
}

}  // namespace
}  // namespace dbspan::cli
