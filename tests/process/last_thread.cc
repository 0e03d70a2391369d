// The main thread ends by `pthread_exit`. The process ends with its last thread, as by `exit`,
// whether that thread has used the database or not.
#include <pthread.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

namespace {

using dbspan::process::ConnectRedis;
using dbspan::process::Say;
using dbspan::process::UseRedis;

void AwaitEndOfMainThread() {
  for (std::string state; state != "Z";) {
    std::ifstream stat{"/proc/self/stat"};  // "<number> (<name>) <state> …"
    std::string word;
    stat >> word >> word >> state;
    usleep(1000);
  }
}

void UseIt() { UseRedis(ConnectRedis()); }

void OnlyMain() { UseIt(); }
void WorkerUsesIt() {
  std::thread{[] {
    AwaitEndOfMainThread();
    UseIt();
  }}.detach();
}
void WorkerOutlives() {
  UseIt();
  std::thread{&AwaitEndOfMainThread}.detach();
}
void WorkersOfWorkers() {
  std::thread{[] {
    UseIt();
    std::thread{&AwaitEndOfMainThread}.detach();
  }}.detach();
}

void InChild(const char* what, void (*work)()) {
  Say("%s", what);
  const pid_t child = fork();
  if (child != 0) return dbspan::process::Await(child);
  std::atexit([] { Say("exit handler"); });
  static pthread_key_t key;
  pthread_key_create(&key, [](void* /*value*/) { Say("end of the main thread"); });
  pthread_setspecific(key, &key);
  std::printf("buffered, ");
  work();
  pthread_exit(nullptr);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  InChild("only main", &OnlyMain);
  InChild("a worker uses it", &WorkerUsesIt);
  InChild("a worker outlives main", &WorkerOutlives);
  InChild("a worker of a worker outlives main", &WorkersOfWorkers);
  UseIt();
  pthread_exit(nullptr);
}
