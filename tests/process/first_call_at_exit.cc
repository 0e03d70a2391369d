// A thread makes the first call of the program while `exit` is at work, in the main thread or in
// another one. `exit` destroys at once whatever static is made then, and may have destroyed others.
#include <pthread.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "tests/process/redis_case.h"

namespace {

std::atomic<bool> answered{false};

// One handler after the other, so that `exit` looks for the next all the time.
void WaitForAnswer() {
  if (!answered) std::atexit(&WaitForAnswer);
}

void Call() {
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::Say("%s", dbspan::process::Ask(context, "PING").c_str());
  answered = true;
  while (true) dbspan::process::Ask(context, "PING");
}

void CallFirst() {
  std::thread{&Call}.detach();
  WaitForAnswer();
}

void* ExitAfterCalls(void*) {
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  std::exit(5);
}

/// The main thread ends, and the process goes on without it.
[[noreturn]] void LeaveToAThread() {
  pthread_t thread;
  pthread_create(&thread, nullptr, &ExitAfterCalls, nullptr);
  pthread_exit(nullptr);
}

}  // namespace

int main(int, char** arguments) {
  const auto is = [&](const char* what) { return std::strcmp(arguments[1], what) == 0; };
  if (is("without_main")) LeaveToAThread();
  if (is("after_telemetry")) std::atexit(&CallFirst);
  if (is("without_telemetry") || is("in_thread_without_telemetry")) {
    std::atexit(&CallFirst);
    if (is("without_telemetry")) return 5;
    std::thread{[] { std::exit(5); }}.join();
  }
  const dbspan::process::Telemetry telemetry;
  if (!is("after_telemetry")) std::atexit(&CallFirst);
  if (is("in_thread")) std::thread{[] { std::exit(5); }}.join();
  return 5;
}
