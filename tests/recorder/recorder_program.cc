// Records with the process-wide recorder and ends in the way that the argument names.
// process_test.cc runs it.
#include "recorder/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own

constexpr std::chrono::seconds kPatience{120};

TextId Endpoint() {
  return CurrentTexts().Intern(EndpointTexts{"redis", "0", "localhost", 6379, "", 0});
}

TextId Statement() {
  StatementTexts statement;
  statement.name = statement.operation = "GET";
  return CurrentTexts().Intern(statement);
}

bool Start(OpenSpan& open) {
  Recorder* const recorder = Current();
  if (recorder == nullptr) return false;
  recorder->Start(nullptr, open, 0);  // without the API's context, which is destroyed at exit
  recorder->Describe(open, ScopeOf("dbspan.redis"), Endpoint(), Statement());
  return true;
}

void End(OpenSpan& open, std::string_view text) {
  Ending ending;
  ending.query_text = text;
  if (Recorder* const recorder = Current()) recorder->End(open, ending, SteadyNow());
}

void Record(int count, std::string_view text = "recorded") {
  for (int i = 0; i < count; ++i) {
    OpenSpan open;
    if (Start(open)) End(open, text);
  }
}

int CountEntries(const char* directory) {
  DIR* const opened = opendir(directory);
  int count = 0;
  while (readdir(opened) != nullptr) ++count;
  closedir(opened);
  return count;
}

int Fail(const char* why) {
  std::cerr << why << '\n';
  return 2;
}

bool Loads(std::string_view library) {
  std::ifstream maps{"/proc/self/maps"};
  for (std::string line; std::getline(maps, line);) {
    if (line.find(library) != std::string::npos) return true;
  }
  return false;
}

/// Runs `in_child` in the child, which exits afterwards; the parent waits for it and returns its
/// status. `child` is the result of fork.
int WithChild(pid_t child, const std::function<void()>& in_child) {
  if (child == 0) {
    in_child();
    std::exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int Return() {
  Record(20);
  return 0;
}

int Idle() {
  if (CountEntries("/proc/self/task") != 3) return Fail("there is a thread");
  return Loads("libcurl") ? Fail("libcurl is loaded") : 0;
}

int Disabled() {
  Record(1);
  return Current() == nullptr ? Idle() : Fail("there is a recorder");
}

int Fork() {
  Record(5);
  const int status = WithChild(fork(), [] { Record(7); });
  Record(3);
  return status;
}

int ForkWithoutHandlers() {
  Record(5);
  const int status = WithChild(_Fork(), [] { Record(7); });
  Record(3);
  return status;
}

int ForkWhileThreadsRecord() {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        Record(1, "background");
        usleep(1000);  // the test's receiver serves one connection at a time
      }
    });
  }
  int status = 0;
  for (int i = 0; i < 20; ++i) status += WithChild(fork(), [] { Record(2); });
  done = true;
  for (std::thread& thread : threads) thread.join();
  return status;
}

int ForkWhileOpen() {
  OpenSpan open;
  Start(open);
  const int status = WithChild(fork(), [&] { End(open, "in the child"); });
  End(open, "recorded");
  return status;
}

// Behaves like a daemon: closes all descriptors, then opens files that reuse their numbers.
int Daemon() {
  Record(5);
  if (!Flush(kPatience)) return Fail("nothing was exported");
  const std::string path = std::getenv("DBSPAN_TEST_FILE");
  for (int descriptor = 3; descriptor < 1024; ++descriptor) close(descriptor);
  while (open(path.c_str(), O_RDWR | O_CREAT, 0600) < 1000) {
  }
  Record(5);
  return Flush(kPatience) ? 0 : Fail("nothing was exported afterwards");
}

int ExitWhileThreadsRecord() {
  for (int i = 0; i < 4; ++i) {
    std::thread{[] {
      while (true) Record(1);
    }}.detach();
  }
  Record(100);
  std::exit(0);
}

int Hang() {
  Record(20);
  return 0;
}

int Sigterm() {
  Record(20);
  std::raise(SIGTERM);
  while (true) pause();
}

int HandledSigterm() {
  std::signal(SIGTERM, [](int) { _exit(3); });
  return Sigterm();
}

std::atomic<int> signals{0};

// Blocks a signal in the application's only thread: the recorder's threads must not receive it
// either.
int Signals() {
  std::signal(SIGUSR1, [](int) { ++signals; });
  Record(1);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  kill(getpid(), SIGUSR1);
  if (!Flush(kPatience)) return Fail("nothing was exported");
  if (signals != 0) return Fail("a thread of the recorder got the signal");
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  return signals == 1 ? 0 : Fail("the signal was lost");
}

int DescriptorsOfAChild() {
  return WithChild(
      fork(), [] { execl("/bin/sh", "sh", "-c", "exit $(ls /proc/self/fd | wc -l)", nullptr); });
}

int Exec() {
  const int before = DescriptorsOfAChild();
  Record(1);
  if (!Flush(kPatience)) return Fail("nothing was exported");
  return DescriptorsOfAChild() == before ? 0 : Fail("a child inherits a descriptor");
}

int Errno() {
  for (int i = 0; i < 1000; ++i) {
    errno = 77;
    Record(1);
    if (errno != 77) return Fail("errno was changed");
  }
  std::thread{[] {
    errno = 77;
    Record(1);
    if (errno != 77) _exit(Fail("errno was changed in a thread"));
  }}.join();
  return 0;
}

int Many() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { Record(25000); });
  for (std::thread& thread : threads) thread.join();
  return Flush(kPatience) ? 0 : Fail("not exported");
}

/// Returns how often the export thread has slept voluntarily; -1 if it does not exist.
long SleepsOfExporter() {
  DIR* const tasks = opendir("/proc/self/task");
  long sleeps = -1;
  while (const dirent* const task = readdir(tasks)) {
    std::ifstream status{std::string{"/proc/self/task/"} + task->d_name + "/status"};
    bool exporter = false;
    for (std::string line; std::getline(status, line);) {
      if (line == "Name:\tdbspan-export") exporter = true;
      constexpr std::string_view kSleeps = "voluntary_ctxt_switches:";
      if (exporter && line.rfind(kSleeps, 0) == 0) sleeps = std::stol(line.substr(kSleeps.size()));
    }
  }
  closedir(tasks);
  return sleeps;
}

// Checks that the export thread does not spin: a spinning thread is preempted and never sleeps
// voluntarily.
int Sleeps() {
  constexpr long kOften = 5;
  Record(1);
  if (!Flush(kPatience)) return Fail("nothing was exported");
  const long before = SleepsOfExporter();
  const std::int64_t until = SteadyNow() + std::chrono::nanoseconds{kPatience}.count();
  while (SleepsOfExporter() < before + kOften) {
    if (SteadyNow() > until) return Fail("the exporting thread does not sleep");
    usleep(1000);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, int (*)()> ends{{"return", Return},
                                              {"idle", Idle},
                                              {"disabled", Disabled},
                                              {"fork", Fork},
                                              {"fork without handlers", ForkWithoutHandlers},
                                              {"fork while threads record", ForkWhileThreadsRecord},
                                              {"fork while open", ForkWhileOpen},
                                              {"daemon", Daemon},
                                              {"exit while threads record", ExitWhileThreadsRecord},
                                              {"hang", Hang},
                                              {"sigterm", Sigterm},
                                              {"handled sigterm", HandledSigterm},
                                              {"signals", Signals},
                                              {"exec", Exec},
                                              {"errno", Errno},
                                              {"many", Many},
                                              {"sleeps", Sleeps}};
  const auto found = ends.find(argc > 1 ? argv[1] : "");
  return found == ends.end() ? Fail("usage: recorder_program END") : found->second();
}
