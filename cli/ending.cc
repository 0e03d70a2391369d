#include "cli/ending.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>

namespace dbspan::cli {

std::string SignalName(int number) {
  const char* const name = sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : std::string{"SIG"} + name;
}

std::string Ending::Text() const {
  if (exec_error != 0) return std::string{"not started: "} + std::strerror(exec_error);
  if (signal == 0) return "exit " + std::to_string(code);
  return "killed by " + SignalName(signal) + (core ? " (core dumped)" : "");
}

void EndLike(const Ending& ending) {
  if (ending.signal == 0) _exit(ending.code);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  sigaction(ending.signal, &by_default, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, ending.signal);
  raise(ending.signal);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
  _exit(128 + ending.signal);
}

}  // namespace dbspan::cli
