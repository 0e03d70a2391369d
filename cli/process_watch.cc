#include "cli/process_watch.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

#include "cli/process_state.h"
#include "core/process/signal_guard.h"
#include "recorder/rings/process_files.h"

namespace dbspan::cli {
namespace {

using recorder::rings::StartTicksOf;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kShortestInterval{2};
constexpr std::chrono::milliseconds kInterval{10};
constexpr std::chrono::milliseconds kLongest{1000};
constexpr int kPart = 8;               // of the time since a change: the time to the next look
constexpr int kShareOfProcessor = 20;  // the pause after a look, in multiples of its CPU time
constexpr std::chrono::milliseconds kAtOnce{50};  // processor time for looks without a pause
constexpr std::size_t kMostProcesses = 10000;
constexpr std::size_t kMostOpenEnds = 200;  // limits the descriptors of ProcessEnd

// Returns the processor time of this thread.
std::chrono::nanoseconds ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

}  // namespace

ProcessWatch::~ProcessWatch() { Stop(); }

void ProcessWatch::Start(pid_t program) {
  program_ = program;
  const SignalGuard of_new_threads;
  finds_ = std::thread{[this] { Watch(); }};
  looks_ = std::thread{[this] { LookInside(); }};
}

void ProcessWatch::Stop() {
  stop_.Stop();
  if (finds_.joinable()) finds_.join();
  if (looks_.joinable()) looks_.join();
}

void ProcessWatch::Watch() {
  auto changed = Clock::now();
  std::chrono::nanoseconds pause{0};
  do {
    const std::chrono::nanoseconds begin = ProcessorTime();
    if (FindProcesses()) changed = Clock::now();
    if (dumping_thread_ == 0) dumping_thread_ = DumpingThread(program_);
    pause = std::clamp<std::chrono::nanoseconds>((Clock::now() - changed) / kPart,
                                                 kShortestInterval, kInterval);
    pause = std::max(pause, (ProcessorTime() - begin) * kShareOfProcessor);
  } while (!stop_.StoppedWithin(pause));
}

void ProcessWatch::LookInside() {
  BoundCallsReader reader{library_};
  auto last = Clock::now();
  std::chrono::nanoseconds spent{0};  // less the share of the time that has passed
  do {
    const auto now = Clock::now();
    spent = std::max<std::chrono::nanoseconds>(
        spent - (now - std::exchange(last, now)) / kShareOfProcessor, std::chrono::nanoseconds{0});
    if (spent >= kAtOnce) continue;
    const std::chrono::nanoseconds begin = ProcessorTime();
    if (const std::optional<Turn> turn = TakeTurn()) {
      Merge(*turn, reader.Read(turn->pid));
      spent += ProcessorTime() - begin;
    }
  } while (!stop_.StoppedWithin(kShortestInterval));
}

std::vector<WatchedProcess> ProcessWatch::Finish() {
  Stop();
  for (auto& [pid, known] : living_) {
    if (known.end != nullptr) known.seen.wait_status = known.end->WaitStatus();
    ended_.push_back(std::move(known.seen));
  }
  living_.clear();
  return std::move(ended_);
}

// Finds the processes that run now. Returns true if one of them is new or executed a program.
bool ProcessWatch::FindProcesses() {
  const std::lock_guard<std::mutex> lock{mutex_};
  bool any_new = false;
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
    any_new |= Find(pid);
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
  return any_new;
}

// Returns true if the process is new or has executed a program.
bool ProcessWatch::Find(pid_t pid) {
  const std::uint64_t start = StartTicksOf(std::to_string(pid));
  if (start == 0) return false;
  const std::optional<std::string> executable = ExecutableOf(pid);
  if (!executable) return false;
  Known& known = living_[pid];
  const bool is_new = known.start != start || known.seen.executable != *executable;
  if (is_new) {
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
  if (!known.start_read) known.start_read = ReadStart(known.seen);
  known.alive = true;
  return is_new;
}

// Returns the process to look into now; nullopt if there is none.
std::optional<ProcessWatch::Turn> ProcessWatch::TakeTurn() {
  const std::lock_guard<std::mutex> lock{mutex_};
  const auto now = Clock::now();
  Known* first = nullptr;
  for (auto& [pid, known] : living_) {
    if (known.next_look > now) continue;
    if (first == nullptr || known.next_look < first->next_look) first = &known;
  }
  if (first == nullptr) return std::nullopt;
  // Often at first: a script may load its client late and end soon after.
  if (first->since == Clock::time_point{}) first->since = now;
  first->next_look =
      now + std::clamp<Clock::duration>((now - first->since) / kPart, kInterval, kLongest);
  return Turn{first->seen.pid, first->start, first->seen.executable};
}

// Adds the calls that were found in a process, which may have ended meanwhile.
void ProcessWatch::Merge(const Turn& turn, BoundCalls now) {
  const std::lock_guard<std::mutex> lock{mutex_};
  const auto living = living_.find(turn.pid);
  WatchedProcess* process = nullptr;
  if (living != living_.end() && living->second.start == turn.start) {
    process = &living->second.seen;
    living->second.looked_into = true;
  } else {
    const auto ended = std::find_if(ended_.rbegin(), ended_.rend(), [&turn](const auto& one) {
      return one.pid == turn.pid && one.executable == turn.executable;
    });
    if (ended != ended_.rend()) process = &*ended;
  }
  if (process == nullptr || process->executable != turn.executable) return;
  BoundCalls& all = process->bound;
  all.loaded = all.loaded || now.loaded;
  all.has_libc = all.has_libc || now.has_libc;
  all.clients.merge(now.clients);
  all.callers.merge(now.callers);
  all.inside.merge(now.inside);
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
}

}  // namespace dbspan::cli
