// A thread makes the first call of the program while the main thread or another one is in `exit`.
// `exit` destroys static objects that are constructed now at once, and may have destroyed others.
#include <pthread.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "tests/process/redis_case.h"

namespace {

std::atomic<bool> answered{false};

// Registers itself again until the call is answered, so that `exit` continues to run handlers.
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

/// Ends the main thread; the process continues in another thread.
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
