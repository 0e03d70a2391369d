// A signal handler leaves calls that wait for a server by siglongjmp. The program goes on with
// other connections.
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/syscall.h>

#include <atomic>
#include <thread>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

namespace {

using dbspan::process::Ask;
using dbspan::process::Say;

sigjmp_buf before_call;

/// Tells whether the main thread waits for a socket in the kernel, and not in code that a jump must
/// not leave.
bool WaitsForServer() {
  char number[16] = {};
  const std::string file = "/proc/self/task/" + std::to_string(getpid()) + "/syscall";
  std::FILE* const call = std::fopen(file.c_str(), "r");
  if (call == nullptr) return false;
  const bool read = std::fscanf(call, "%15s", number) == 1;
  std::fclose(call);
  const std::string waiting = number;
  for (const long one : {SYS_ppoll, SYS_recvfrom, SYS_read, SYS_pselect6}) {
    if (read && waiting == std::to_string(one)) return true;
  }
#ifdef SYS_poll
  if (read && waiting == std::to_string(SYS_poll)) return true;
#endif
  return false;
}

/// Calls `wait`, which waits for a server, and leaves it by a signal handler.
template <class Wait>
void Leave(const Wait& wait) {
  std::atomic<bool> calls{false};
  const pthread_t self = pthread_self();
  std::thread watcher{[&] {
    while (!calls) usleep(1000);
    for (int seen = 0; seen < 20; seen = WaitsForServer() ? seen + 1 : 0) usleep(5000);
    pthread_kill(self, SIGUSR1);
  }};
  if (sigsetjmp(before_call, 1) == 0) {
    calls = true;
    wait();
    Say("not left");
  } else {
    Say("left");
  }
  watcher.join();
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  signal(SIGUSR1, [](int /*signal*/) { siglongjmp(before_call, 1); });
  for (int i = 0; i < 5; ++i) {
    redisContext* const redis = dbspan::process::ConnectRedis();
    PGconn* const postgres = dbspan::process::ConnectPostgres();
    MYSQL* const mysql = dbspan::process::ConnectMySql();
    Leave([&] { Ask(redis, "BLPOP " + dbspan::process::OwnName() + " 60"); });
    Leave([&] { Ask(postgres, "SELECT pg_sleep(60)"); });
    Leave([&] { Ask(mysql, "SELECT SLEEP(60)"); });

    redisContext* const other_redis = dbspan::process::ConnectRedis();
    PGconn* const other_postgres = dbspan::process::ConnectPostgres();
    MYSQL* const other_mysql = dbspan::process::ConnectMySql();
    Say("%s", Ask(other_redis, "PING").c_str());
    Say("%s", Ask(other_postgres, "SELECT 5").c_str());
    Say("%s", Ask(other_mysql, "SELECT 6").c_str());
    redisFree(other_redis);
    PQfinish(other_postgres);
    mysql_close(other_mysql);
  }
  return 5;
}
