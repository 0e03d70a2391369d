#include "cli/group_witness.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>

#include "core/text/starts_with.h"

namespace dbspan::cli {
namespace {

constexpr std::int64_t kPatience = 20'000'000;  // nanoseconds
constexpr std::int64_t kStale = 100'000'000;    // an older report belongs to another signal

struct SeenSignal {
  std::int32_t signal = 0;
  std::int64_t time = 0;  ///< Nanoseconds of CLOCK_MONOTONIC.
};

std::int64_t MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void CloseAllBut(int kept) {
  if (kept > 0) syscall(SYS_close_range, 0U, static_cast<unsigned>(kept) - 1, 0U);
  syscall(SYS_close_range, static_cast<unsigned>(kept) + 1, ~0U, 0U);
}

[[noreturn]] void Watch(int reports, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);  // the parent ended before the call of prctl
  prctl(PR_SET_NAME, "dbspan-signals");
  CloseAllBut(reports);
  sigset_t all;
  sigfillset(&all);
  while (true) {
    siginfo_t info{};
    if (sigwaitinfo(&all, &info) < 0 || info.si_code == SI_KERNEL) continue;
    const SeenSignal seen{info.si_signo, MonotonicNow()};
    if (write(reports, &seen, sizeof seen) < 0 && errno == EPIPE) _exit(0);
  }
}

}  // namespace

void GroupWitness::Start() {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  reports_ = FileDescriptor{pipe[0]};
  const FileDescriptor write_end{pipe[1]};
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) Watch(write_end.get(), parent);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

void GroupWitness::Stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

bool GroupWitness::Saw(int signal) {
  if (pid_ <= 0) return false;
  const std::int64_t begin = MonotonicNow();
  while (true) {
    if (ReadReports(signal, begin - kStale)) return true;
    // The other process has received the signal, but has not run since.
    if (HasPending(signal)) {
      seen_pending_.insert(signal);
      return true;
    }
    if (MonotonicNow() - begin > kPatience) return false;
    pollfd waiting{reports_.get(), POLLIN, 0};
    if (poll(&waiting, 1, 1) < 0 && errno != EINTR) return false;
  }
}

bool GroupWitness::ReadReports(int signal, std::int64_t since) {
  SeenSignal seen;
  while (read(reports_.get(), &seen, sizeof seen) == sizeof seen) {
    if (seen_pending_.erase(seen.signal) > 0) continue;
    if (seen.signal == signal && seen.time >= since) return true;
  }
  return false;
}

// Returns true if the signal is pending in the other process. Source: proc_pid_status(5).
bool GroupWitness::HasPending(int signal) const {
  std::ifstream status{"/proc/" + std::to_string(pid_) + "/status"};
  constexpr std::string_view kShared = "ShdPnd:";
  for (std::string line; std::getline(status, line);) {
    if (!StartsWith(line, kShared)) continue;
    const std::uint64_t pending = std::strtoull(line.c_str() + kShared.size(), nullptr, 16);
    return (pending >> (static_cast<unsigned>(signal) - 1U) & 1U) != 0;
  }
  return false;
}

}  // namespace dbspan::cli
