#include "cli/process_watch.h"

#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "recorder/rings/process_files.h"

namespace dbspan::cli {
namespace {

namespace fs = std::filesystem;
using recorder::rings::ReadFile;
using recorder::rings::StartTicksOf;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kInterval{10};
constexpr std::chrono::milliseconds kLongest{1000};
constexpr int kShareOfProcessor = 20;  // the pause after a look, in multiples of its CPU time
constexpr std::size_t kMostProcesses = 10000;
constexpr std::size_t kMostOpenEnds = 200;  // limits the descriptors of ProcessEnd
constexpr std::size_t kEnvironment = 1U << 20U;

// Returns the processor time of this thread.
std::chrono::nanoseconds ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

// Returns the executable of a process; nullopt if the process has ended, empty if reading the path
// is not permitted.
std::optional<std::string> ExecutableOf(pid_t process) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/" + std::to_string(process) + "/exe";
  const ssize_t size = readlink(link.c_str(), path.data(), path.size());
  if (size >= 0) return std::string{path.data(), static_cast<std::size_t>(size)};
  if (errno == EACCES || errno == EPERM) return std::string{};
  return std::nullopt;
}

std::vector<pid_t> ChildrenOf(pid_t process) {
  std::vector<pid_t> children;
  std::error_code error;
  const std::string tasks = "/proc/" + std::to_string(process) + "/task";
  for (const auto& task : fs::directory_iterator(tasks, error)) {
    std::ifstream file{task.path() / "children"};
    for (pid_t child = 0; file >> child;) children.push_back(child);
  }
  return children;
}

}  // namespace

ProcessWatch::~ProcessWatch() {
  stop_.Stop();
  if (thread_.joinable()) thread_.join();
}

void ProcessWatch::Start(pid_t program) {
  program_ = program;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread{[this] {
    std::chrono::nanoseconds before_look = ProcessorTime();
    while (!stop_.StoppedWithin(std::max<std::chrono::nanoseconds>(
        kInterval, (ProcessorTime() - before_look) * kShareOfProcessor))) {
      before_look = ProcessorTime();
      Look();
    }
  }};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

std::vector<WatchedProcess> ProcessWatch::Finish() {
  stop_.Stop();
  if (thread_.joinable()) thread_.join();
  for (auto& [pid, known] : living_) {
    if (known.end != nullptr) known.seen.wait_status = known.end->WaitStatus();
    ended_.push_back(std::move(known.seen));
  }
  living_.clear();
  return std::move(ended_);
}

void ProcessWatch::Look() {
  std::vector<pid_t> waiting{program_};
  // Start from all known processes too: after the end of its parent, a process is no longer a
  // descendant of the program.
  for (auto& [pid, known] : living_) {
    known.alive = false;
    waiting.push_back(pid);
  }
  std::set<pid_t> seen;
  while (!waiting.empty()) {
    const pid_t pid = waiting.back();
    waiting.pop_back();
    if (!seen.insert(pid).second) continue;
    LookAt(pid);
    for (const pid_t child : ChildrenOf(pid)) waiting.push_back(child);
  }
  for (auto at = living_.begin(); at != living_.end();) {
    if (at->second.alive) {
      ++at;
      continue;
    }
    if (at->second.end != nullptr) at->second.seen.wait_status = at->second.end->WaitStatus();
    if (ended_.size() < kMostProcesses) ended_.push_back(std::move(at->second.seen));
    at = living_.erase(at);
  }
}

void ProcessWatch::LookAt(pid_t pid) {
  const std::uint64_t start = StartTicksOf(std::to_string(pid));
  if (start == 0) return;
  const std::optional<std::string> executable = ExecutableOf(pid);
  if (!executable) return;
  Known& known = living_[pid];
  if (known.start != start || known.seen.executable != *executable) {
    // The process executed another program. Keep the data of the previous one if it had a client;
    // otherwise it was only the fork of its parent before it called exec.
    if (known.start == start && !known.seen.bound.clients.empty()) ended_.push_back(known.seen);
    auto end = known.start == start ? std::move(known.end) : nullptr;
    known = Known{};
    known.start = start;
    known.end = std::move(end);
    if (known.end == nullptr && living_.size() <= kMostOpenEnds) {
      known.end = std::make_unique<ProcessEnd>(pid);
    }
    known.seen.pid = pid;
    known.seen.executable = *executable;
  }
  known.alive = true;
  const auto now = Clock::now();
  if (now < known.next_look) return;
  // Often at first: a script may load its client late and end soon after.
  if (known.since == Clock::time_point{}) known.since = now;
  constexpr int kPart = 8;
  known.next_look =
      now + std::clamp<Clock::duration>((now - known.since) / kPart, kInterval, kLongest);
  ReadBound(known);
}

void ProcessWatch::ReadBound(Known& known) {
  const std::string directory = "/proc/" + std::to_string(known.seen.pid);
  if (known.seen.name.empty() || known.seen.executable.empty()) {
    known.seen.name = ReadFile(directory + "/comm", 64);
    while (!known.seen.name.empty() && known.seen.name.back() == '\n') known.seen.name.pop_back();
  }
  BoundCalls now = reader_.Read(known.seen.pid);
  BoundCalls& all = known.seen.bound;
  all.loaded = all.loaded || now.loaded;
  all.has_libc = all.has_libc || now.has_libc;
  all.clients.merge(now.clients);
  all.callers.merge(now.callers);
  for (PastCalls& past : now.past) {
    const auto same = std::find_if(all.past.begin(), all.past.end(), [&past](const auto& one) {
      return one.caller == past.caller && one.client == past.client;
    });
    if (same == all.past.end()) {
      all.past.push_back(std::move(past));
    } else {
      same->functions.merge(past.functions);
    }
  }
  const std::string environment = ReadFile(directory + "/environ", kEnvironment);
  known.seen.without_variables =
      !environment.empty() && environment.find("libdbspan.so") == std::string::npos;
  if (environment.empty() && !known.seen.executable.empty()) {
    // The environ file of a zombie is empty too, but so is its cmdline.
    std::ifstream file{directory + "/environ"};
    known.seen.without_variables = file && !ReadFile(directory + "/cmdline", 1).empty() &&
                                   ReadFile(directory + "/environ", 1).empty();
  }
}

}  // namespace dbspan::cli
