#include "cli/stopped_program.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace dbspan::cli {
namespace {

#if defined(__x86_64__)
constexpr unsigned long kBreakpoint = 0xCC;
constexpr unsigned long kBreakpointMask = 0xFF;
#else
constexpr unsigned long kBreakpoint = 0xD4200000;  // brk #0
constexpr unsigned long kBreakpointMask = 0xFFFFFFFF;
#endif

[[noreturn]] void Execute(const std::vector<std::string>& command,
                          const std::vector<Variable>& variables) {
  const int nothing = open("/dev/null", O_RDWR);
  for (int number = 0; number <= STDERR_FILENO; ++number) dup2(nothing, number);
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  setenv("LD_BIND_NOW", "1", 1);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) execvp(arguments[0], arguments.data());
  _exit(127);
}

// Returns the entry point of the program, which runs after the dynamic linker; 0: unknown.
unsigned long EntryOf(pid_t process) {
  std::ifstream file{"/proc/" + std::to_string(process) + "/auxv", std::ios::binary};
  Elf64_auxv_t entry{};
  while (file.read(reinterpret_cast<char*>(&entry), sizeof entry)) {
    if (entry.a_type == AT_ENTRY) return entry.a_un.a_val;
  }
  return 0;
}

// Lets the process run up to its entry point. Returns false if it ended before that.
bool RunToEntry(pid_t process) {
  const unsigned long entry = EntryOf(process);
  if (entry == 0) return false;
  errno = 0;
  const auto word = static_cast<unsigned long>(
      ptrace(PTRACE_PEEKTEXT, process, reinterpret_cast<void*>(entry), nullptr));
  if (errno != 0) return false;
  const unsigned long patched = (word & ~kBreakpointMask) | kBreakpoint;
  if (ptrace(PTRACE_POKETEXT, process, reinterpret_cast<void*>(entry),
             reinterpret_cast<void*>(patched)) != 0) {
    return false;
  }
  long signal = 0;
  while (ptrace(PTRACE_CONT, process, nullptr, reinterpret_cast<void*>(signal)) == 0) {
    int status = 0;
    if (waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status)) return false;
    if (WSTOPSIG(status) == SIGTRAP) return true;
    signal = WSTOPSIG(status);
  }
  return false;
}

}  // namespace

std::string ReadBoundAtStart(const std::vector<std::string>& command,
                             const std::vector<Variable>& variables, BoundCallsReader& reader,
                             BoundCalls& bound) {
  const pid_t process = fork();
  if (process < 0) return std::strerror(errno);
  if (process == 0) Execute(command, variables);
  int status = 0;
  if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) {
    return "it cannot be started, or not be traced";
  }
  std::string problem;
  if (RunToEntry(process)) {
    bound = reader.Read(process);
  } else {
    problem = "it did not reach its entry";
  }
  kill(process, SIGKILL);
  waitpid(process, &status, __WALL);
  return problem;
}

}  // namespace dbspan::cli
