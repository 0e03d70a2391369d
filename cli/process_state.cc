#include "cli/process_state.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

namespace dbspan::cli {
namespace {

// Flags of a task. Source: Linux, include/linux/sched.h, PF_….
constexpr unsigned long kDumpsCore = 0x200;
constexpr unsigned long kWasSignaled = 0x400;

// Some fields of proc_pid_stat(5).
struct State {
  char state = 'X';  // if there is no such process
  pid_t parent = 0;
  unsigned long flags = 0;
};

// `directory` is /proc/PID or /proc/PID/task/TID.
State StateIn(const std::string& directory) {
  std::ifstream file{directory + "/stat"};
  std::string text;
  std::getline(file, text);
  const auto end = text.rfind(") ");
  State state;
  if (end == std::string::npos) return state;
  std::istringstream fields{text.substr(end + 2)};
  std::string ignored;
  fields >> state.state >> state.parent >> ignored >> ignored >> ignored >> ignored >> state.flags;
  return state;
}

State StateOf(pid_t pid) { return StateIn("/proc/" + std::to_string(pid)); }

}  // namespace

bool IsStopped(pid_t pid) { return StateOf(pid).state == 'T'; }

pid_t DumpingThread(pid_t pid) {
  const State main = StateOf(pid);
  if ((main.flags & kDumpsCore) != 0) return pid;
  if ((main.flags & kWasSignaled) == 0) return 0;
  namespace fs = std::filesystem;
  std::error_code error;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  for (fs::directory_iterator task{tasks, error}; task != fs::directory_iterator{} && !error;
       task.increment(error)) {
    if ((StateIn(task->path()).flags & kDumpsCore) != 0) {
      return std::atoi(task->path().filename().c_str());
    }
  }
  return 0;
}

bool IsBelow(pid_t pid, pid_t ancestor) {
  while (pid > 1 && pid != ancestor) pid = StateOf(pid).parent;
  return pid == ancestor;
}

}  // namespace dbspan::cli
