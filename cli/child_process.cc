#include "cli/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <system_error>
#include <utility>

#include "cli/file_descriptor.h"
#include "cli/process_state.h"

namespace dbspan::cli {
namespace {

constexpr std::array<int, 9> kPassedOn{SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM, SIGUSR1,
                                       SIGUSR2, SIGCONT, SIGWINCH, SIGALRM};
constexpr int kNotFound = 127;
constexpr int kNotExecutable = 126;

[[noreturn]] void Throw(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

sigset_t WaitedFor() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kPassedOn) sigaddset(&set, signal);
  sigaddset(&set, SIGCHLD);
  return set;
}

// Returns true for a signal of the terminal, which goes to the whole process group, so that the
// program has received it already. SIGALRM comes from the kernel too, but to dbspan alone, if an
// alarm was set before `dbspan run` was executed.
bool IsFromTerminal(const siginfo_t& info) {
  return info.si_code == SI_KERNEL && info.si_signo != SIGALRM;
}

}  // namespace

void ChildProcess::Start(const std::vector<std::string>& command,
                         const std::vector<Variable>& variables) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) Throw("pipe");
  FileDescriptor read_end{pipe[0]};
  FileDescriptor write_end{pipe[1]};

  // If SIGCHLD were ignored, waitpid could not return the child's status. The program gets the
  // previous disposition.
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &by_default, &child_action_before_);
  const sigset_t waited_for = WaitedFor();
  sigprocmask(SIG_BLOCK, &waited_for, &mask_before_);

  const pid_t own = getpid();
  pid_ = fork();
  if (pid_ < 0) Throw("fork");
  if (pid_ == 0) Execute(command, variables, own, write_end.get());
  write_end.Close();
  int error = 0;
  ssize_t size = 0;
  while ((size = read(read_end.get(), &error, sizeof error)) < 0 && errno == EINTR) {
  }
  if (size == sizeof error) exec_error_ = error;
  if (exec_error_ == 0) group_witness_.Start();
}

// Executes the program. Runs in the child process.
void ChildProcess::Execute(const std::vector<std::string>& command,
                           const std::vector<Variable>& variables, pid_t parent, int report) const {
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  sigaction(SIGCHLD, &child_action_before_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
  // If dbspan is killed by SIGKILL, the program has to end as well.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) raise(SIGKILL);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  const ssize_t written = write(report, &error, sizeof error);
  _exit(written == sizeof error ? kNotFound : kNotExecutable);
}

Ending ChildProcess::Wait(const std::function<void()>& tick,
                          const std::function<void()>& survived_quit) {
  const sigset_t waited_for = WaitedFor();
  Ending ending;
  bool quit = false;
  while (!Reap(ending)) {
    siginfo_t info{};
    const timespec second{1, 0};
    const timespec time_to_die{0, 300'000'000};
    const int signal = sigtimedwait(&waited_for, &info, quit ? &time_to_die : &second);
    if (signal < 0) {
      if (errno != EAGAIN) continue;
      (quit ? survived_quit : tick)();
      quit = false;
      continue;
    }
    if (signal == SIGQUIT) quit = true;
    if (signal != SIGCHLD && !IsFromTerminal(info)) PassOn(info);
  }
  group_witness_.Stop();
  // The signals stay blocked: those that arrived until now were meant for the program. EndOnSignal
  // discards them and unblocks the signals.
  return ending;
}

void ChildProcess::PassOn(const siginfo_t& info) {
  // The program and its descendants do not know the pid of dbspan, so they sent the signal to the
  // process group, and the program has received it.
  if (info.si_code == SI_USER && IsBelow(info.si_pid, pid_)) return;
  if (getpgid(pid_) == getpgrp() && group_witness_.Saw(info.si_signo)) return;
  kill(pid_, info.si_signo);
}

// Waits for processes that became children of dbspan at the end of their parent, because dbspan is
// the first process of a container. Otherwise they would stay as zombies.
void ChildProcess::ReapOrphans() const {
  while (true) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return;
    if (info.si_pid == 0 || info.si_pid == pid_) return;
    if (waitpid(info.si_pid, nullptr, WNOHANG) != info.si_pid) return;
  }
}

bool ChildProcess::Reap(Ending& ending) const {
  if (getpid() == 1) ReapOrphans();
  int status = 0;
  siginfo_t ended{};
  const bool was_killed =
      waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
      ended.si_pid == pid_ && ended.si_code != CLD_EXITED;
  if (was_killed) ending.thread = DumpingThread(pid_);  // waitpid removes its files in /proc
  const pid_t reaped = waitpid(pid_, &status, WNOHANG | WUNTRACED);
  if (reaped == 0 || (reaped < 0 && errno == EINTR)) return false;
  if (reaped == pid_ && WIFSTOPPED(status)) {
    StopWithIt();
    return false;
  }
  if (exec_error_ != 0) {
    ending.exec_error = exec_error_;
    ending.code = exec_error_ == ENOENT ? kNotFound : kNotExecutable;
  } else if (reaped == pid_ && WIFSIGNALED(status)) {
    ending.signal = WTERMSIG(status);
    ending.core = WCOREDUMP(status);
  } else if (reaped == pid_) {
    ending.code = WEXITSTATUS(status);
  }
  return true;
}

// Stops dbspan after the program was stopped, so that the shell sees a stopped job. The shell's
// `fg` continues the whole process group.
void ChildProcess::StopWithIt() const {
  const FileDescriptor terminal{open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!terminal || !IsStopped(pid_)) return;
  raise(SIGSTOP);
  if (IsStopped(pid_)) kill(pid_, SIGCONT);
}

}  // namespace dbspan::cli
