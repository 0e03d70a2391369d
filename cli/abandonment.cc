#include "cli/abandonment.h"

#include <signal.h>

#include <array>
#include <ctime>

namespace dbspan::cli {
namespace {

constexpr std::array<int, 4> kEnding{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

Ending remembered;  // set before the handlers are installed, and not changed afterwards

void OnSignal(int /*signal*/) { EndLike(remembered); }

}  // namespace

void EndOnSignal(const Ending& ending) {
  remembered = ending;
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kEnding) sigaddset(&set, signal);
  const timespec no_time{0, 0};
  while (sigtimedwait(&set, nullptr, &no_time) > 0) {
  }
  for (const int signal : kEnding) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = OnSignal;
    sigaction(signal, &action, nullptr);
  }
  signal(SIGPIPE, SIG_IGN);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace dbspan::cli
