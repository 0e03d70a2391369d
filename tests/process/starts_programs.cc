// The program starts other programs in each possible way, and continues to use the database.
#include <spawn.h>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main(int count, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  if (count > 1) return 6;  // this is the program that was executed
  char program[] = "/bin/sh";
  char option[] = "-c";
  char script[] = "exit 5";
  char* words[] = {program, option, script, nullptr};
  const pid_t vforked = vfork();
  if (vforked == 0) {
    execv(program, words);
    _exit(1);
  }
  dbspan::process::Await(vforked);
  pid_t spawned = 0;
  if (posix_spawn(&spawned, program, nullptr, nullptr, words, environ) != 0) return 1;
  dbspan::process::Await(spawned);
  dbspan::process::Say("system %d", WEXITSTATUS(std::system("exit 7")));
  FILE* const pipe = popen("echo piped", "r");
  char line[16] = "";
  dbspan::process::Say("%s", std::fgets(line, sizeof line, pipe) == nullptr ? "nothing" : line);
  pclose(pipe);
  dbspan::process::UseRedis(context);
  char again[] = "again";
  char* itself[] = {arguments[0], again, nullptr};
  execv("/proc/self/exe", itself);
  return 1;
}
