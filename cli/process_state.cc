#include "cli/process_state.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

namespace dbspan::cli {
namespace {

// Returns state and parent of a process; `X` and 0 if there is no such process.
std::pair<char, pid_t> StateOf(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  std::string text;
  std::getline(file, text);
  const auto end = text.rfind(") ");
  if (end == std::string::npos) return {'X', 0};
  return {text[end + 2], static_cast<pid_t>(std::atol(text.c_str() + end + 4))};
}

}  // namespace

bool IsStopped(pid_t pid) { return StateOf(pid).first == 'T'; }

bool IsBelow(pid_t pid, pid_t ancestor) {
  while (pid > 1 && pid != ancestor) pid = StateOf(pid).second;
  return pid == ancestor;
}

}  // namespace dbspan::cli
