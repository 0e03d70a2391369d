// Frequent signals of a timer, whose handler changes errno.
#include <sys/time.h>

#include <cerrno>
#include <csignal>

#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  struct sigaction action {};
  action.sa_handler = [](int) { errno = EDOM; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  itimerval often{};
  often.it_value.tv_usec = often.it_interval.tv_usec = 2000;
  setitimer(ITIMER_REAL, &often, nullptr);
  int right = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    right += dbspan::process::Ask(context, "ECHO " + number) == number ? 1 : 0;
  }
  often = {};
  setitimer(ITIMER_REAL, &often, nullptr);
  dbspan::process::Say("%d right answers", right);
  redisFree(context);
}
